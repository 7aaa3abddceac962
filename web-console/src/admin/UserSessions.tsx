import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { UserSession } from '../api/types';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import type { AboutUser } from './UserPage';
import { spoken } from './words';

const COLUMNS: readonly Column<UserSession>[] = [
  {
    title: 'Device',
    cell: ({ device, address }) => (
      <>
        {device ?? 'Not named'}
        {address && (
          <>
            <br />
            <span className="muted">{address}</span>
          </>
        )}
      </>
    ),
  },
  { title: 'Began', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
  { title: 'Last used', cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
  {
    title: 'Until',
    lesser: true,
    cell: ({ endedAt, expiresAt }) => <Moment at={endedAt ?? expiresAt} />,
  },
  { title: 'State', cell: stateText },
];

/** Where the user is logged in, and was. */
export function UserSessions({ profile: { user }, changed }: AboutUser) {
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/users/{user}/sessions', {
          params: { path: { user: user.id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    [user.id],
  );
  const sessions = usePages(read);
  const mayEnd = useMay()('USERS_PROTECT');
  const [act, setAct] = useState<ActWithNote | null>(null);
  const path = { user: user.id };

  const ask = (title: string, end: (body: { note: string }) => Promise<unknown>) =>
    setAct({
      title,
      effect: 'Its tokens stop working at once, and who used it has to log in again.',
      verb: 'End',
      noteRequired: true,
      perform: async (note) => {
        await end({ note });
        await Promise.all([sessions.load(), changed()]);
      },
    });
  const endOne = ({ id }: UserSession) =>
    ask('End the session', (body) =>
      answer(
        api.POST('/v1/admin/users/{user}/sessions/{id}/end', {
          params: { path: { ...path, id } },
          body,
        }),
      ),
    );
  const endAll = () =>
    ask(`End all sessions of ${user.email}`, (body) =>
      answer(api.POST('/v1/admin/users/{user}/sessions/end', { params: { path }, body })),
    );

  const endButton = (one: UserSession) =>
    one.live && (
      <RowButton
        text="End"
        label={`End: ${one.device ?? 'not named'}, since ${dateTime(one.createdAt)}`}
        busy={false}
        act={() => endOne(one)}
      />
    );

  return (
    <Section
      title="Sessions"
      lead="Where the user is logged in, and was. One that is ended stops working at once."
    >
      <FetchedTable
        label="Sessions of the user"
        list={sessions}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        actions={mayEnd ? endButton : undefined}
      />
      {mayEnd && sessions.value?.some(({ live }) => live) && (
        <Button mt="md" size="xs" variant="default" onClick={endAll}>
          End all sessions
        </Button>
      )}
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

function stateText({ live, endedAt, endedBecause }: UserSession): string {
  if (live) {
    return 'Live';
  }
  return endedBecause ? spoken(endedBecause) : endedAt ? 'Ended' : 'Expired';
}
