import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { UserSession } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
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
  const { messages, busy, submit } = useSubmit([]);
  const mayEnd = useMay()('USERS_PROTECT');
  const path = { user: user.id };

  const change = (work: () => Promise<unknown>) =>
    submit(async () => {
      await work();
      await Promise.all([sessions.load(), changed()]);
    });
  const end = ({ id }: UserSession) =>
    answer(
      api.DELETE('/v1/admin/users/{user}/sessions/{id}', { params: { path: { ...path, id } } }),
    );
  const endAll = () => answer(api.DELETE('/v1/admin/users/{user}/sessions', { params: { path } }));

  const endButton = (one: UserSession) =>
    one.live && (
      <RowButton
        text="End"
        label={`End: ${one.device ?? 'not named'}, since ${dateTime(one.createdAt)}`}
        busy={busy}
        act={() => change(() => end(one))}
      />
    );

  return (
    <Section
      title="Sessions"
      lead="Where the user is logged in, and was. One that is ended stops working at once."
    >
      <FetchedTable
        label="Sessions of the user"
        list={{ ...sessions, refusal: messages.form }}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        actions={mayEnd ? endButton : undefined}
      />
      {mayEnd && sessions.value?.some(({ live }) => live) && (
        <Button
          mt="md"
          size="xs"
          variant="default"
          loading={busy}
          onClick={() => void change(endAll)}
        >
          End all sessions
        </Button>
      )}
    </Section>
  );
}

function stateText({ live, endedAt, endedBecause }: UserSession): string {
  if (live) {
    return 'Live';
  }
  return endedBecause ? spoken(endedBecause) : endedAt ? 'Ended' : 'Expired';
}
