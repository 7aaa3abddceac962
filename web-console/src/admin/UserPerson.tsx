import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import type { Permission, UserProfile } from '../api/types';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import type { AboutUser } from './UserPage';
import { ROLE_TEXT, USER_STATUS_TEXT } from './words';

type Verb = 'freeze' | 'suspend' | 'activate' | 'unlock' | 'verify-email';

const ACTS: Record<Verb, { word: string; effect: string; needs: Permission }> = {
  freeze: {
    word: 'Freeze',
    effect:
      'To keep the user safe until somebody has looked: nobody can log in as them, and all their sessions end.',
    needs: 'USERS_PROTECT',
  },
  suspend: {
    word: 'Suspend',
    effect: 'The user cannot log in, and all their sessions end.',
    needs: 'USERS_SUSPEND',
  },
  activate: {
    word: 'Activate',
    effect: 'The user can log in again.',
    needs: 'USERS_SUSPEND',
  },
  unlock: {
    word: 'Unlock',
    effect: 'The wrong passwords are forgotten, and the right one is taken at once.',
    needs: 'USERS_PROTECT',
  },
  'verify-email': {
    word: 'Confirm address',
    effect:
      'The user can log in without the link of a mail. Be sure that they read the mail of this address.',
    needs: 'USERS_PROTECT',
  },
};

/** Who the user is, and whether they get in. */
export function UserPerson({ profile, own, changed }: AboutUser) {
  const { user, phone, wrongPasswords } = profile;
  const [act, setAct] = useState<ActWithNote | null>(null);
  const may = useMay();

  const withNote = (verb: Verb): ActWithNote => ({
    title: `${ACTS[verb].word} ${user.email}`,
    effect: ACTS[verb].effect,
    verb: ACTS[verb].word,
    noteRequired: true,
    perform: async (note) => {
      await answer(
        api.POST(`/v1/admin/users/{user}/${verb}`, {
          params: { path: { user: user.id } },
          body: { note },
        }),
      );
      await changed();
    },
  });

  return (
    <Section title={user.fullName}>
      <dl className={area.facts}>
        <dt>E-mail</dt>
        <dd>{user.email}</dd>
        <dt>Address confirmed</dt>
        <dd>{user.emailVerifiedAt ? dateTime(user.emailVerifiedAt) : 'No'}</dd>
        {phone && (
          <>
            <dt>Phone</dt>
            <dd>{phone}</dd>
          </>
        )}
        <dt>Status</dt>
        <dd>
          {USER_STATUS_TEXT[user.status]}
          {own && <span className={area.badge}>you</span>}
        </dd>
        <dt>Wrong passwords</dt>
        <dd>{wrongPasswordsText(wrongPasswords)}</dd>
        <dt>Roles</dt>
        <dd>{user.roles.map((role) => ROLE_TEXT[role]).join(', ')}</dd>
        <dt>Account number</dt>
        <dd>{user.account}</dd>
        <dt>User id</dt>
        <dd>{user.id}</dd>
        <dt>Since</dt>
        <dd>{dateTime(user.createdAt)}</dd>
      </dl>
      <Group gap="xs" mt="md">
        {verbs(profile, own)
          .filter((verb) => may(ACTS[verb].needs))
          .map((verb) => (
            <Button key={verb} size="xs" variant="default" onClick={() => setAct(withNote(verb))}>
              {ACTS[verb].word}
            </Button>
          ))}
      </Group>
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

/** What there is to do. Nobody changes the own status, nor vouches for the own address. */
function verbs({ user, wrongPasswords }: UserProfile, own: boolean): Verb[] {
  const unlock: Verb[] = wrongPasswords ? ['unlock'] : [];
  if (own) {
    return unlock;
  }
  const status: Verb[] = user.status === 'ACTIVE' ? ['freeze', 'suspend'] : ['activate'];
  const address: Verb[] = user.emailVerifiedAt ? [] : ['verify-email'];
  return [...status, ...unlock, ...address];
}

function wrongPasswordsText(wrong: UserProfile['wrongPasswords']): string {
  if (!wrong) {
    return 'None';
  }
  const count = `${wrong.count} in a row`;
  if (wrong.locked) {
    return `${count}: none is taken any more`;
  }
  return wrong.pausedUntil
    ? `${count}: none is looked at until ${dateTime(wrong.pausedUntil)}`
    : count;
}
