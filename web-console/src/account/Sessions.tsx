import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { asProblem, describe } from '../api/problem';
import { session } from '../api/session';
import type { Session } from '../api/types';
import { dateTime } from '../base/format';
import { navigate } from '../base/route';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';

const MOST_SHOWN = 100;

const readSessions = async () =>
  (await answer(api.GET('/v1/me/sessions', { params: { query: { limit: MOST_SHOWN } } }))).items;

const end = (id: string) =>
  answer(api.DELETE('/v1/me/sessions/{id}', { params: { path: { id } } }));

/** Where the person is logged in. */
export function Sessions() {
  const sessions = useLoaded(readSessions);
  /** What is being ended: the id of one, or all others. */
  const [ending, setEnding] = useState<string | null>(null);
  const others = (sessions.value ?? []).filter((one) => !one.current);

  const attempt = async (what: string, work: () => Promise<void>) => {
    setEnding(what);
    try {
      await work();
    } catch (error) {
      notifications.show({
        color: 'red',
        title: 'Not all was ended',
        message: describe(asProblem(error)),
      });
    } finally {
      setEnding(null);
    }
  };

  const endOne = (one: Session) =>
    attempt(one.id, async () => {
      await end(one.id);
      if (one.current) {
        session.end(false);
        navigate({ screen: 'LOGIN' });
      } else {
        await sessions.load();
      }
    });

  const endOthers = () =>
    attempt(ALL_OTHERS, async () => {
      try {
        for (const one of others) {
          await end(one.id);
        }
        notifications.show({ message: 'You are logged in here only.' });
      } finally {
        await sessions.load();
      }
    });

  return (
    <Section
      title="Where you are logged in"
      lead="End every session that you do not know, and then change your password."
    >
      <Trouble problem={sessions.problem} retry={sessions.load} />
      {!sessions.value && !sessions.problem && <Skeleton h={120} />}
      {sessions.value && (
        <>
          <div className={area.tableScroll}>
            <table className={area.table}>
              <thead>
                <tr>
                  <th scope="col">Device</th>
                  <th scope="col">Last used</th>
                  <th scope="col" className={area.lesser}>
                    Began
                  </th>
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
                      {one.current && <span className={area.badge}>this one</span>}
                    </td>
                    <td>{dateTime(one.lastUsedAt)}</td>
                    <td className={area.lesser}>{dateTime(one.createdAt)}</td>
                    <td>
                      <Button
                        size="compact-xs"
                        variant="default"
                        loading={ending === one.id}
                        disabled={ending === ALL_OTHERS}
                        onClick={() => void endOne(one)}
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
          {others.length > 0 && (
            <Button
              mt="md"
              size="xs"
              variant="default"
              loading={ending === ALL_OTHERS}
              onClick={() => void endOthers()}
            >
              End all others
            </Button>
          )}
        </>
      )}
    </Section>
  );
}

const ALL_OTHERS = 'ALL_OTHERS';
