import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { answer, api } from '../api/client';
import type { Session } from '../api/types';
import { useList } from '../api/useList';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { logOut } from './logOut';

const MOST_SHOWN = 100;

const readSessions = async () =>
  (await answer(api.GET('/v1/me/sessions', { params: { query: { limit: MOST_SHOWN } } }))).items;

const end = ({ id }: Session) =>
  answer(api.DELETE('/v1/me/sessions/{id}', { params: { path: { id } } }));

const COLUMNS: readonly Column<Session>[] = [
  {
    title: 'Device',
    cell: ({ device, current }) => (
      <>
        {device ?? 'Not named'}
        {current && <span className={area.badge}>this one</span>}
      </>
    ),
  },
  { title: 'Last used', cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
  { title: 'Began', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
];

/** Where the person is logged in. */
export function Sessions() {
  const sessions = useList(readSessions);

  const endOthers = async () => {
    await answer(api.DELETE('/v1/me/sessions'));
    notifications.show({ message: 'You are logged in here only.' });
  };

  return (
    <Section
      title="Where you are logged in"
      lead="End every session that you do not know, and then change your password."
    >
      <FetchedTable
        label="Your sessions"
        list={sessions}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        actions={(one) => (
          <RowButton
            text={one.current ? 'Log out' : 'End'}
            label={`${one.current ? 'Log out' : 'End'}: ${one.device ?? 'not named'}, since ${dateTime(one.createdAt)}`}
            busy={sessions.busy}
            act={() => (one.current ? logOut() : sessions.change(() => end(one)))}
          />
        )}
      />
      {sessions.value?.some(({ current }) => !current) && (
        <Button
          mt="md"
          size="xs"
          variant="default"
          loading={sessions.busy}
          onClick={() => void sessions.change(endOthers)}
        >
          End all others
        </Button>
      )}
    </Section>
  );
}
