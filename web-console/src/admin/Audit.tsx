import { Alert, Button, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import { useSubmit } from '../api/useSubmit';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';
import { AuditTable } from './AuditTable';

type Filter = Partial<Record<'actor' | 'action' | 'target', string>>;

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
  const [since, setSince] = useState('');
  const { messages, busy, submit } = useSubmit(['since']);

  const verify = (event: FormEvent) => {
    event.preventDefault();
    setFound(null);
    void submit(async () => {
      const head = since.trim();
      const { whole, entries, damage, ...result } = await answer(
        api.GET('/v1/admin/audit/verification', { params: { query: head ? { since: head } : {} } }),
      );
      setFound({
        whole,
        text: whole
          ? `All ${entries} entries are as they were written. Keep this head apart from the machine: ${result.head}`
          : `Only the first ${entries} entries are as they were written. ${damage ?? ''}`,
      });
    });
  };

  return (
    <Section
      title="Is it whole?"
      lead="Each entry carries the hash of the one before it. They are computed again, and compared with the heads that were signed outside the database."
    >
      <form className={area.filters} onSubmit={verify}>
        <TextInput
          label="A head that was kept elsewhere"
          placeholder="optional"
          value={since}
          maxLength={100}
          onChange={(event) => setSince(event.currentTarget.value)}
          error={messages.fields.since}
        />
        <Button type="submit" loading={busy}>
          Verify
        </Button>
      </form>
      <Refusal text={messages.form} />
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
    const form = new FormData(event.currentTarget);
    setFilter(
      Object.fromEntries(
        ['actor', 'action', 'target']
          .map((name) => [name, String(form.get(name) ?? '').trim()])
          .filter(([, value]) => value),
      ),
    );
  };

  return (
    <Section title="What was done">
      <form className={area.filters} onSubmit={search}>
        <TextInput label="Who" name="actor" placeholder="user:ID, operator:NAME" />
        <TextInput label="What" name="action" placeholder="user.roles" />
        <TextInput label="To whom" name="target" placeholder="account:1000" />
        <Button type="submit">Search</Button>
      </form>
      <Trouble problem={entries.problem} retry={entries.load} />
      {entries.items && <AuditTable entries={entries.items} />}
      {entries.more && (
        <Button mt="md" size="xs" variant="default" onClick={() => void entries.more?.()}>
          Show more
        </Button>
      )}
    </Section>
  );
}
