import { Button, Checkbox, Group, Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useCallback, useState } from 'react';
import { me } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Approval, Role, User } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';
import { AuditTable } from './AuditTable';
import { adminSections } from './access';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import { ROLE_TEXT, USER_STATUS_TEXT } from './words';

/** Everything about one user, and what can be done for or against them. */
export function UserDetail({ user: id }: { user: string }) {
  const read = useCallback(
    () => answer(api.GET('/v1/admin/users/{user}', { params: { path: { user: id } } })),
    [id],
  );
  const user = useLoaded(read);
  const roles = useStore(me).value?.roles ?? [];
  return (
    <>
      <p>
        <a href={addressOf({ screen: 'ADMIN', section: 'USERS' })}>All users</a>
      </p>
      <Trouble problem={user.problem} retry={user.load} />
      {!user.value && !user.problem && <Skeleton h={200} />}
      {user.value && (
        <>
          <Person user={user.value} changed={user.load} />
          <Account user={user.value} />
          <Roles key={user.value.roles.join()} user={user.value} changed={user.load} />
          {adminSections(roles).includes('AUDIT') && <History user={user.value} />}
        </>
      )}
    </>
  );
}

function Person({ user, changed }: { user: User; changed: () => Promise<void> }) {
  const [act, setAct] = useState<ActWithNote | null>(null);
  const path = { user: user.id };

  const status = (verb: 'suspend' | 'activate' | 'freeze', effect: string): ActWithNote => {
    const word = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
    return {
      title: `${word} ${user.email}`,
      effect,
      verb: word,
      noteRequired: true,
      perform: async (note) => {
        await answer(
          api.POST(`/v1/admin/users/{user}/${verb}`, { params: { path }, body: { note } }),
        );
        await changed();
      },
    };
  };

  const endSessions = async () => {
    await answer(api.DELETE('/v1/admin/users/{user}/sessions', { params: { path } }));
    notifications.show({ message: `${user.email} is logged out everywhere.` });
  };
  const { messages, busy, submit } = useSubmit([]);

  return (
    <Section title={user.fullName}>
      <dl className={area.facts}>
        <dt>E-mail</dt>
        <dd>{user.email}</dd>
        <dt>Status</dt>
        <dd>{USER_STATUS_TEXT[user.status]}</dd>
        <dt>Account number</dt>
        <dd>{user.account}</dd>
        <dt>User id</dt>
        <dd>{user.id}</dd>
        <dt>Since</dt>
        <dd>{dateTime(user.createdAt)}</dd>
      </dl>
      <Group gap="xs" mt="md">
        {user.status === 'ACTIVE' ? (
          <>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                setAct(
                  status(
                    'freeze',
                    'To keep the user safe until somebody has looked: nobody can log in as them, and all their sessions end.',
                  ),
                )
              }
            >
              Freeze
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                setAct(status('suspend', 'The user cannot log in, and all their sessions end.'))
              }
            >
              Suspend
            </Button>
          </>
        ) : (
          <Button
            size="xs"
            variant="default"
            onClick={() => setAct(status('activate', 'The user can log in again.'))}
          >
            Activate
          </Button>
        )}
        <Button size="xs" variant="default" loading={busy} onClick={() => void submit(endSessions)}>
          End all sessions
        </Button>
      </Group>
      <Refusal text={messages.form} />
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

function Account({ user }: { user: User }) {
  const read = useCallback(
    () =>
      answer(
        api.GET('/v1/admin/accounts/{account}', { params: { path: { account: user.account } } }),
      ),
    [user.account],
  );
  const account = useLoaded(read);
  return (
    <Section title="Account" lead="What it may do on the exchange.">
      <Trouble problem={account.problem} retry={account.load} />
      {!account.value && !account.problem && <Skeleton h={80} />}
      {account.value && (
        <dl className={area.facts}>
          <dt>State</dt>
          <dd>{account.value.state}</dd>
          <dt>Blocked</dt>
          <dd>{account.value.blocks.join(', ') || 'Nothing'}</dd>
          {account.value.blocks.length > 0 && (
            <>
              <dt>Why</dt>
              <dd>{account.value.reason}</dd>
            </>
          )}
          <dt>Fees</dt>
          <dd>{account.value.feeExempt ? 'Exempt' : 'As its group'}</dd>
        </dl>
      )}
    </Section>
  );
}

function Roles({ user, changed }: { user: User; changed: () => Promise<void> }) {
  const [wanted, setWanted] = useState<readonly Role[]>(user.roles);
  const [note, setNote] = useState('');
  const { messages, busy, submit } = useSubmit(['note']);
  const grant = wanted.filter((role) => !user.roles.includes(role));
  const revoke = user.roles.filter((role) => !wanted.includes(role));

  const change = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const done: User | Approval = await answer(
        api.POST('/v1/admin/users/{user}/roles', {
          params: { path: { user: user.id } },
          body: { grant, revoke, note: note.trim() },
        }),
      );
      notifications.show(
        'contentHash' in done
          ? { title: 'It waits for a second person', message: 'See Approvals.' }
          : { message: `The roles of ${user.email} are changed.` },
      );
      await changed();
    });
  };

  return (
    <Section title="Roles" lead="A change works at the user's next request.">
      <form onSubmit={change}>
        <Refusal text={messages.form} />
        <Checkbox.Group
          label="Roles"
          value={[...wanted]}
          onChange={(value) => setWanted(value as Role[])}
        >
          <Group gap="md" my="xs">
            {Object.entries(ROLE_TEXT).map(([role, text]) => (
              <Checkbox key={role} value={role} label={text} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Reason"
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={messages.fields.note}
          />
          <Button type="submit" loading={busy} disabled={grant.length === 0 && revoke.length === 0}>
            Change the roles
          </Button>
        </Group>
      </form>
    </Section>
  );
}

function History({ user }: { user: User }) {
  const read = useCallback(
    async () =>
      (
        await answer(
          api.GET('/v1/admin/audit', {
            params: { query: { target: `user:${user.id}`, limit: 20 } },
          }),
        )
      ).items,
    [user.id],
  );
  const entries = useLoaded(read);
  return (
    <Section title="History" lead="The latest entries of the audit trail about this user.">
      <Trouble problem={entries.problem} retry={entries.load} />
      {entries.value && <AuditTable entries={entries.value} />}
    </Section>
  );
}
