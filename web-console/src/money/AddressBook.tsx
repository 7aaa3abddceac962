import { Button, Checkbox, Group, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Beneficiary, DestinationKind } from '../api/types';
import { useForm } from '../api/useForm';
import { useList } from '../api/useList';
import { useSubmit } from '../api/useSubmit';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { Refusal, Trouble } from '../shell/Trouble';

const readBook = async () => (await answer(api.GET('/v1/beneficiaries'))).items;
const readKinds = async () => (await answer(api.GET('/v1/withdrawal-methods'))).kinds;
const readSettings = () => answer(api.GET('/v1/withdrawal-settings'));

const COLUMNS: readonly Column<Beneficiary>[] = [
  { title: 'Name', cell: ({ label }) => label },
  { title: 'Beneficiary', lesser: true, cell: ({ name }) => name },
  { title: 'Where', cell: ({ fields }) => Object.values(fields).join(', ') },
  {
    title: 'Usable',
    cell: ({ usableAt }) =>
      new Date(usableAt) <= new Date() ? (
        'Yes'
      ) : (
        <>
          From <Moment at={usableAt} />
        </>
      ),
  },
];

/** Where money of the client may go. */
export function AddressBook() {
  const book = useList(readBook);
  return (
    <>
      <Section
        title="Your addresses"
        lead="A new address can be used after some time, so that you hear of it before, should somebody else have added it."
      >
        <FetchedTable
          label="Your addresses"
          list={book}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          none="None yet."
          actions={(one) => (
            <RowButton
              text="Remove"
              label={`Remove ${one.label}`}
              busy={book.busy}
              act={() =>
                book.change(() =>
                  answer(
                    api.DELETE('/v1/beneficiaries/{id}', { params: { path: { id: one.id } } }),
                  ),
                )
              }
            />
          )}
        />
      </Section>
      <Add added={book.load} />
      <AllowList />
    </>
  );
}

function Add({ added }: { added: () => Promise<void> }) {
  const kinds = useLoaded(readKinds);
  const [chosen, setChosen] = useState('');
  const kind = kinds.value?.find(({ name }) => name === chosen) ?? kinds.value?.[0];
  return (
    <Section title="Add an address">
      <Trouble problem={kinds.problem} retry={kinds.load} />
      {!kinds.value && !kinds.problem && <Skeleton h={160} />}
      {kinds.value?.length === 0 && <p role="status">Nothing is sent out here at the moment.</p>}
      {kinds.value && kind && (
        <>
          <NativeSelect
            label="Kind"
            maw={560}
            mb="sm"
            data={kinds.value.map(({ name, title }) => ({ value: name, label: title }))}
            value={kind.name}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <Fields key={kind.name} kind={kind} added={added} />
        </>
      )}
    </Section>
  );
}

function Fields({ kind, added }: { kind: DestinationKind; added: () => Promise<void> }) {
  const names = kind.fields.map(({ name }) => `fields.${name}`);
  const form = useForm(['name', 'label', 'institution', ...names], ['kind', 'fields']);
  const [selfHosted, setSelfHosted] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID());

  const add = async () => {
    const fields: Record<string, string> = {};
    for (const { name } of kind.fields) {
      const text = form.values[`fields.${name}`]?.trim();
      if (text) {
        fields[name] = text;
      }
    }
    const text = (name: string) => form.values[name]?.trim() ?? '';
    await answer(
      api.POST('/v1/beneficiaries', {
        params: { header: { 'Idempotency-Key': key } },
        body: {
          kind: kind.name,
          name: text('name'),
          fields,
          ...(text('label') && { label: text('label') }),
          ...(text('institution') && { institution: text('institution') }),
          ...(kind.onChain && { selfHosted }),
        },
      }),
    );
    setKey(crypto.randomUUID());
    form.clear();
    await added();
  };

  return (
    <Form form={form} verb="Add" send={add}>
      <TextInput
        label="Beneficiary"
        description="The name of who gets it. Money to somebody else is looked at by our staff."
        required
        maxLength={140}
        {...form.field('name')}
      />
      {kind.fields.map(({ name, title, hint, required }) => (
        <TextInput
          key={name}
          label={title}
          description={hint}
          required={required}
          maxLength={200}
          {...form.field(`fields.${name}`)}
        />
      ))}
      {kind.onChain && (
        <>
          <Checkbox
            label="The beneficiary has the keys of this address"
            checked={selfHosted}
            onChange={(event) => setSelfHosted(event.currentTarget.checked)}
          />
          {!selfHosted && (
            <TextInput
              label="Who keeps its keys"
              description="Such as the exchange where the address is from."
              maxLength={140}
              {...form.field('institution')}
            />
          )}
        </>
      )}
      <TextInput label="What you call it" maxLength={100} {...form.field('label')} />
    </Form>
  );
}

function AllowList() {
  const settings = useLoaded(readSettings);
  const { messages, busy, submit } = useSubmit([]);
  const isListed = settings.value?.addresses === 'LISTED';

  const change = () =>
    submit(async () => {
      await answer(
        api.POST('/v1/withdrawal-settings', { body: { addresses: isListed ? 'ANY' : 'LISTED' } }),
      );
      await settings.load();
    });

  return (
    <Section
      title="Only to these addresses"
      lead="While this is on, your money goes only to addresses above. Turning it off stops all withdrawals for a while."
    >
      <Trouble problem={settings.problem} retry={settings.load} />
      <Refusal text={messages.form} />
      {settings.value && (
        <>
          <p role="status">{isListed ? 'It is on.' : 'It is off: money goes to any address.'}</p>
          <Group>
            <Button size="xs" variant="default" loading={busy} onClick={() => void change()}>
              {isListed ? 'Turn it off' : 'Turn it on'}
            </Button>
          </Group>
        </>
      )}
    </Section>
  );
}
