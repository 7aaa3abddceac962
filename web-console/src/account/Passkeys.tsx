import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import type { Passkey } from '../api/types';
import { useList } from '../api/useList';
import { useSubmit } from '../api/useSubmit';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { Refusal } from '../shell/Trouble';
import { deviceName } from './deviceName';
import { hasPasskeys, makePasskey } from './passkey';

const readPasskeys = async () => (await answer(api.GET('/v1/me/passkeys'))).items;

const remove = ({ id }: Passkey) =>
  answer(api.DELETE('/v1/me/passkeys/{id}', { params: { path: { id } } }));

const COLUMNS: readonly Column<Passkey>[] = [
  {
    title: 'Passkey',
    cell: ({ name, flagged }) => (
      <>
        {name}
        {flagged && <span className={area.badge}>refused: there may be a copy of it</span>}
      </>
    ),
  },
  {
    title: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} /> : 'Never'),
  },
  { title: 'Added', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
];

/** The passkeys of the person. `onCodes` shows recovery codes, once. */
export function Passkeys({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const passkeys = useList(readPasskeys);
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  const { messages, busy, submit } = useSubmit(['name']);

  const add = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const credential = await makePasskey(await answer(api.POST('/v1/me/passkey-options')));
      const { recoveryCodes } = await answer(
        api.POST('/v1/me/passkeys', { body: { name: name.trim(), credential } }),
      );
      onCodes(recoveryCodes);
      await passkeys.load();
    });
  };

  return (
    <Section
      title="Passkeys"
      lead="Log in by fingerprint, face or the PIN of a device. Nobody can ask you for one on another page than this exchange's."
    >
      <FetchedTable
        label="Your passkeys"
        list={passkeys}
        none="You have no passkey yet."
        columns={COLUMNS}
        keyOf={({ id }) => id}
        actions={(one) => (
          <RowButton
            text="Remove"
            label={`Remove the passkey ${one.name}`}
            busy={passkeys.busy}
            act={() => passkeys.change(() => remove(one))}
          />
        )}
      />
      <Refusal text={messages.form} />
      {hasPasskeys() ? (
        <form onSubmit={add}>
          <Group align="flex-end" gap="xs" mt="md">
            <TextInput
              label="Name of the new passkey"
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={messages.fields.name}
            />
            <Button type="submit" loading={busy}>
              Add a passkey
            </Button>
          </Group>
        </form>
      ) : (
        <p>This browser has no passkeys.</p>
      )}
    </Section>
  );
}
