import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { Restriction } from '../api/types';
import { useForm } from '../api/useForm';
import { useList } from '../api/useList';
import { addressRange, timeOf } from '../base/format';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { MaintenanceSwitch } from './MaintenanceSwitch';

const KINDS: { value: Restriction['kind']; label: string }[] = [
  { value: 'ADDRESS', label: 'Address or subnet' },
  { value: 'COUNTRY', label: 'Country' },
];

const readAll = async () => (await answer(api.GET('/v1/admin/restrictions'))).items;

const remove = ({ id }: Restriction) =>
  answer(api.DELETE('/v1/admin/restrictions/{id}', { params: { path: { id } } }));

const COLUMNS: readonly Column<Restriction>[] = [
  {
    title: 'From',
    cell: ({ kind, target }) => (kind === 'COUNTRY' ? `Country ${target}` : addressRange(target)),
  },
  { title: 'Why', cell: ({ note }) => note },
  { title: 'Since', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
  {
    title: 'Until',
    cell: ({ expiresAt }) => (expiresAt ? <Moment at={expiresAt} /> : 'No end'),
  },
];

/** Who is not served, and whether anybody is. */
export function Restrictions() {
  const restrictions = useList(readAll);
  return (
    <>
      <MaintenanceSwitch />
      <Section
        title="Restrictions"
        lead="Who comes from there is served nothing, at once. You can shut yourself out: bourse restriction remove lets you in again."
      >
        <FetchedTable
          label="What is restricted"
          list={restrictions}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          actions={(one) => (
            <RowButton
              text="Remove"
              label={`Remove the restriction of ${one.target}`}
              busy={restrictions.busy}
              act={() => restrictions.change(() => remove(one))}
            />
          )}
        />
      </Section>
      <New added={restrictions.load} />
    </>
  );
}

function New({ added }: { added: () => Promise<void> }) {
  const form = useForm(['target', 'note', 'expiresAt'], ['kind']);
  const [kind, setKind] = useState<Restriction['kind']>('ADDRESS');

  const restrict = async () => {
    const { target, note, expiresAt } = form.values;
    await answer(
      api.POST('/v1/admin/restrictions', {
        body: { kind, target: target.trim(), note, ...timeOf('expiresAt', expiresAt) },
      }),
    );
    form.clear();
    await added();
  };

  return (
    <Section title="Restrict">
      <Form form={form} verb="Restrict" send={restrict}>
        <NativeSelect
          label="By"
          data={KINDS}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Restriction['kind'])}
          error={form.errors.kind}
        />
        <TextInput
          label={kind === 'COUNTRY' ? 'Country, two letters' : 'Address or subnet'}
          placeholder={kind === 'COUNTRY' ? 'KP' : '203.0.113.0/24'}
          required
          maxLength={60}
          {...form.field('target')}
        />
        <TextInput
          label="Why"
          description="For the audit trail."
          required
          maxLength={1000}
          {...form.field('note')}
        />
        <TextInput
          label="Until"
          description="Until it is removed, when it is empty."
          type="datetime-local"
          {...form.field('expiresAt')}
        />
      </Form>
    </Section>
  );
}
