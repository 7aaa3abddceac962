import { useState } from 'react';
import { answer, api } from '../api/client';
import type { ApiKey, CreatedApiKey } from '../api/types';
import { useList } from '../api/useList';
import { Section } from '../shell/Area';
import { FetchedTable, RowButton } from '../shell/Table';
import { API_KEY_COLUMNS } from './apiKeyColumns';
import { NewApiKey } from './NewApiKey';
import { NewSecret } from './NewSecret';

const readKeys = async () => (await answer(api.GET('/v1/me/api-keys'))).items;

const revoke = ({ id }: ApiKey) =>
  answer(api.DELETE('/v1/me/api-keys/{id}', { params: { path: { id } } }));

/** The keys with which the person's programs sign. */
export function ApiKeys() {
  const keys = useList(readKeys);
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  return (
    <>
      <Section
        title="API keys"
        lead="A program signs its requests with one. Revoke every key that you do not know, or do not use."
      >
        <FetchedTable
          label="Your API keys"
          list={keys}
          columns={API_KEY_COLUMNS}
          keyOf={({ id }) => id}
          actions={(key) => (
            <RowButton
              text="Revoke"
              label={`Revoke the key ${key.label}`}
              busy={keys.busy}
              act={() => keys.change(() => revoke(key))}
            />
          )}
        />
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
