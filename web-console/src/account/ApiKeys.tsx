import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { ApiKey, CreatedApiKey } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';
import { NewApiKey } from './NewApiKey';
import { NewSecret } from './NewSecret';

const readKeys = async () => (await answer(api.GET('/v1/me/api-keys'))).items;

/** The keys with which the person's programs sign. */
export function ApiKeys() {
  const keys = useLoaded(readKeys);
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  const { messages, busy, submit } = useSubmit([]);

  const revoke = ({ id }: ApiKey) =>
    submit(async () => {
      await answer(api.DELETE('/v1/me/api-keys/{id}', { params: { path: { id } } }));
      await keys.load();
    });

  return (
    <>
      <Section
        title="API keys"
        lead="A program signs its requests with one. Revoke every key that you do not know, or do not use."
      >
        <Trouble problem={keys.problem} retry={keys.load} />
        <Refusal text={messages.form} />
        {!keys.value && !keys.problem && <Skeleton h={60} />}
        {keys.value?.length === 0 && <p role="status">None.</p>}
        {keys.value && keys.value.length > 0 && (
          <KeyTable keys={keys.value} busy={busy} onRevoke={(key) => void revoke(key)} />
        )}
      </Section>
      <NewApiKey
        onCreated={async (key) => {
          setCreated(key);
          await keys.load();
        }}
      />
      <NewSecret created={created} onKept={() => setCreated(null)} />
    </>
  );
}

function KeyTable({
  keys,
  busy,
  onRevoke,
}: {
  keys: readonly ApiKey[];
  busy: boolean;
  onRevoke: (key: ApiKey) => void;
}) {
  return (
    <div className={area.tableScroll}>
      <table className={area.table}>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">May</th>
            <th scope="col" className={area.lesser}>
              From
            </th>
            <th scope="col" className={area.lesser}>
              Until
            </th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>
                {key.label}
                {isOver(key) && <span className={area.badge}>expired</span>}
                <br />
                <code>{key.id}</code>
              </td>
              <td>{key.scopes.map((scope) => WORDS[scope]).join(', ')}</td>
              <td className={area.lesser}>
                {key.addresses.length > 0 ? key.addresses.join(', ') : 'Anywhere'}
              </td>
              <td className={area.lesser}>
                {key.expiresAt ? dateTime(key.expiresAt) : 'It is revoked'}
              </td>
              <td>
                {key.lastUsedAt
                  ? `${dateTime(key.lastUsedAt)} from ${key.lastUsedAddress}`
                  : 'Never'}
              </td>
              <td>
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={busy}
                  onClick={() => onRevoke(key)}
                  aria-label={`Revoke the key ${key.label}`}
                >
                  Revoke
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const WORDS = { READ: 'read', TRADE: 'trade', WITHDRAW: 'withdraw' };

function isOver({ expiresAt }: ApiKey): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
}
