import { Button, Group, Skeleton, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Passkey } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';
import { deviceName } from './deviceName';
import { hasPasskeys, makePasskey } from './passkey';

const readPasskeys = async () => (await answer(api.GET('/v1/me/passkeys'))).items;

/** The passkeys of the person. `onCodes` shows recovery codes, once. */
export function Passkeys({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const passkeys = useLoaded(readPasskeys);
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

  const remove = ({ id }: Passkey) =>
    submit(async () => {
      await answer(api.DELETE('/v1/me/passkeys/{id}', { params: { path: { id } } }));
      await passkeys.load();
    });

  return (
    <Section
      title="Passkeys"
      lead="Log in by fingerprint, face or the PIN of a device. Nobody can ask you for one on another page than this exchange's."
    >
      <Trouble problem={passkeys.problem} retry={passkeys.load} />
      <Refusal text={messages.form} />
      {!passkeys.value && !passkeys.problem && <Skeleton h={60} />}
      {passkeys.value && passkeys.value.length > 0 && (
        <div className={area.tableScroll}>
          <table className={area.table}>
            <thead>
              <tr>
                <th scope="col">Passkey</th>
                <th scope="col">Last used</th>
                <th scope="col" className={area.lesser}>
                  Added
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {passkeys.value.map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.name}
                    {one.flagged && (
                      <span className={area.badge}>refused: there may be a copy of it</span>
                    )}
                  </td>
                  <td>{one.lastUsedAt ? dateTime(one.lastUsedAt) : 'Never'}</td>
                  <td className={area.lesser}>{dateTime(one.createdAt)}</td>
                  <td>
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={busy}
                      onClick={() => void remove(one)}
                      aria-label={`Remove the passkey ${one.name}`}
                    >
                      Remove
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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
