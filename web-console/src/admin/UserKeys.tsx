import { useCallback } from 'react';
import { API_KEY_COLUMNS } from '../account/apiKeyColumns';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import type { ApiKey } from '../api/types';
import { useList } from '../api/useList';
import { Section } from '../shell/Area';
import { FetchedTable, RowButton } from '../shell/Table';
import type { AboutUser } from './UserPage';

/** With which keys programs act for the user. */
export function UserKeys({ profile: { user }, changed }: AboutUser) {
  const read = useCallback(
    async () =>
      (
        await answer(
          api.GET('/v1/admin/users/{user}/api-keys', { params: { path: { user: user.id } } }),
        )
      ).items,
    [user.id],
  );
  const keys = useList(read);
  const mayRevoke = useMay()('USERS_PROTECT');

  const revoke = async ({ id }: ApiKey) => {
    await answer(
      api.DELETE('/v1/admin/users/{user}/api-keys/{id}', {
        params: { path: { user: user.id, id } },
      }),
    );
    await changed();
  };

  const revokeButton = (key: ApiKey) => (
    <RowButton
      text="Revoke"
      label={`Revoke the key ${key.label}`}
      busy={keys.busy}
      act={() => keys.change(() => revoke(key))}
    />
  );

  return (
    <Section title="API keys" lead="One that is revoked stops working at once, and stays so.">
      <FetchedTable
        label="API keys of the user"
        list={keys}
        columns={API_KEY_COLUMNS}
        keyOf={({ id }) => id}
        actions={mayRevoke ? revokeButton : undefined}
      />
    </Section>
  );
}
