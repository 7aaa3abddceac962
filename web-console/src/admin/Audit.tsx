import { Alert, Button, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import { useForm } from '../api/useForm';
import { timeOf } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal } from '../shell/Trouble';
import { AuditTable } from './AuditTable';
import { CsvButton } from './CsvButton';
import { filterOf } from './filterOf';

type Filter = Partial<Record<'actor' | 'action' | 'target' | 'from' | 'to', string>>;

/** The audit trail: whether it is whole, and what stands in it. */
export function Audit() {
  return (
    <>
      <Verification />
      <Entries />
    </>
  );
}

function Verification() {
  const [found, setFound] = useState<{ whole: boolean; text: string } | null>(null);
  const form = useForm(['since']);

  const verify = async () => {
    setFound(null);
    const since = form.values.since.trim();
    const { whole, entries, head, damage } = await answer(
      api.GET('/v1/admin/audit/verification', { params: { query: since ? { since } : {} } }),
    );
    setFound({
      whole,
      text: whole
        ? `All ${entries} entries are as they were written. Keep this head apart from the machine: ${head}`
        : `Only the first ${entries} entries are as they were written. ${damage ?? ''}`,
    });
  };

  return (
    <Section
      title="Is it whole?"
      lead="Each entry carries the hash of the one before it. They are computed again, and compared with the heads that were signed outside the database."
    >
      <form className={area.filters} onSubmit={form.onSubmit(verify)}>
        <TextInput
          label="A head that was kept elsewhere"
          placeholder="optional"
          maxLength={100}
          {...form.field('since')}
        />
        <Button type="submit" loading={form.busy}>
          Verify
        </Button>
      </form>
      <Refusal text={form.refusal} />
      <div role="status">
        {found && (
          <Alert color={found.whole ? 'green' : 'red'} className={area.verbatim}>
            {found.text}
          </Alert>
        )}
      </div>
    </Section>
  );
}

function Entries() {
  const [filter, setFilter] = useState<Filter>({});
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/audit', {
          params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    [filter],
  );
  const entries = usePages(read);

  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { from = '', to = '', ...named } = filterOf(event.currentTarget);
    setFilter({ ...named, ...timeOf('from', from), ...timeOf('to', to) });
  };

  return (
    <Section title="What was done">
      <form className={area.filters} onSubmit={search}>
        <TextInput label="Who" name="actor" placeholder="user:ID, operator:NAME" />
        <TextInput label="What" name="action" placeholder="user.roles" />
        <TextInput label="To whom" name="target" placeholder="account:1000" />
        <TextInput label="From" name="from" type="datetime-local" />
        <TextInput label="Before" name="to" type="datetime-local" />
        <Button type="submit">Search</Button>
        <CsvButton
          file="audit.csv"
          read={() =>
            answer(api.GET('/v1/admin/audit.csv', { params: { query: filter }, parseAs: 'blob' }))
          }
        />
      </form>
      <AuditTable list={entries} />
    </Section>
  );
}
