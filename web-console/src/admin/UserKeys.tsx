import { useCallback, useState } from 'react';
import { API_KEY_COLUMNS } from '../account/apiKeyColumns';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import type { ApiKey } from '../api/types';
import { useList } from '../api/useList';
import { Section } from '../shell/Area';
import { FetchedTable, RowButton } from '../shell/Table';
import { type ActWithNote, NoteDialog } from './NoteDialog';
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

  const [act, setAct] = useState<ActWithNote | null>(null);

  const revoke = ({ id, label }: ApiKey) =>
    setAct({
      title: `Revoke the key ${label}`,
      effect: 'Programs that sign with it are refused at once, and for good.',
      verb: 'Revoke',
      noteRequired: true,
      perform: async (note) => {
        await answer(
          api.POST('/v1/admin/users/{user}/api-keys/{id}/revoke', {
            params: { path: { user: user.id, id } },
            body: { note },
          }),
        );
        await Promise.all([keys.load(), changed()]);
      },
    });

  const revokeButton = (key: ApiKey) => (
    <RowButton
      text="Revoke"
      label={`Revoke the key ${key.label}`}
      busy={false}
      act={() => revoke(key)}
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
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}
