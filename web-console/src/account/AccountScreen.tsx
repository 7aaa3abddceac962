import { Alert, Button, SegmentedControl, Skeleton, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, describe } from '../api/problem';
import { session } from '../api/session';
import type { Session } from '../api/types';
import { dateTime } from '../base/format';
import { addressOf, navigate } from '../base/route';
import { useStore } from '../base/store';
import { type Loadable, NOT_LOADED } from '../stream/feeds';
import styles from './Card.module.css';
import { Fees } from './Fees';
import { loadMe, me } from './me';

export function AccountScreen() {
  const state = useStore(session.state);
  if (state.phase === 'ANONYMOUS') {
    return (
      <main className={styles.page}>
        <section className={styles.card}>
          <h1>Account</h1>
          <p className={styles.lead}>
            <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> to see your account.
          </p>
        </section>
      </main>
    );
  }
  return (
    <main className={styles.wide}>
      <h1>Account</h1>
      <Profile />
      <Fees ready={state.phase === 'SIGNED_IN'} />
      <Appearance />
      <Sessions ready={state.phase === 'SIGNED_IN'} />
    </main>
  );
}

function Profile() {
  const { value: person, problem } = useStore(me);
  return (
    <section className={styles.section}>
      <h2>Profile</h2>
      <p>Who you are on this exchange.</p>
      {problem && (
        <Alert color="red" role="alert" mb="sm">
          {describe(problem)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void loadMe()}>
            Try again
          </Button>
        </Alert>
      )}
      <dl className={styles.facts}>
        <dt>Name</dt>
        <dd>{person?.fullName ?? <Skeleton h={20} w={160} />}</dd>
        <dt>E-mail</dt>
        <dd>{person?.email ?? <Skeleton h={20} w={200} />}</dd>
        <dt>Account number</dt>
        <dd>{person?.account ?? <Skeleton h={20} w={80} />}</dd>
        <dt>Since</dt>
        <dd>{person ? dateTime(person.createdAt) : <Skeleton h={20} w={140} />}</dd>
      </dl>
    </section>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <section className={styles.section}>
      <h2>Appearance</h2>
      <p>Kept in this browser.</p>
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'As the system' },
        ]}
      />
    </section>
  );
}

function Sessions({ ready }: { ready: boolean }) {
  const [sessions, setSessions] = useState<Loadable<Session[]>>(NOT_LOADED);
  const [ending, setEnding] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      const page = await answer(api.GET('/v1/me/sessions', { params: { query: { limit: 100 } } }));
      setSessions({ value: page.items, problem: null });
    } catch (error) {
      setSessions((before) => ({ ...before, problem: asProblem(error) }));
    }
  }, []);

  useEffect(() => {
    if (ready) {
      void load();
    }
  }, [ready, load]);

  const end = async (ended: Session) => {
    setEnding(ended.id);
    try {
      await answer(api.DELETE('/v1/me/sessions/{id}', { params: { path: { id: ended.id } } }));
      if (ended.current) {
        session.end(false);
        navigate({ screen: 'LOGIN' });
      } else {
        await load();
      }
    } catch (error) {
      notifications.show({
        color: 'red',
        title: 'The session was not ended',
        message: describe(asProblem(error)),
      });
    } finally {
      setEnding(null);
    }
  };

  return (
    <section className={styles.section}>
      <h2>Sessions</h2>
      <p>Where you are logged in. End every session that you do not know.</p>
      {sessions.problem && (
        <Alert color="red" role="alert" mb="sm">
          {describe(sessions.problem)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void load()}>
            Try again
          </Button>
        </Alert>
      )}
      {!sessions.value && !sessions.problem && <Skeleton h={120} />}
      {sessions.value && (
        <div className={styles.tableScroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Device</th>
                <th scope="col">Last used</th>
                <th scope="col">Began</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sessions.value.map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.device ?? 'Not named'}
                    {one.current && <span className={styles.badge}>this one</span>}
                  </td>
                  <td>{dateTime(one.lastUsedAt)}</td>
                  <td>{dateTime(one.createdAt)}</td>
                  <td>
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={ending === one.id}
                      onClick={() => void end(one)}
                      aria-label={`${one.current ? 'Log out' : 'End'}: ${one.device ?? 'not named'}, since ${dateTime(one.createdAt)}`}
                    >
                      {one.current ? 'Log out' : 'End'}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
