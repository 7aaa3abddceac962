import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import type { UserProfile } from '../api/types';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';
import type { AboutUser } from './UserPage';

/** What the user has beside a password. */
export function UserFactors({ profile, own, changed }: AboutUser) {
  const { user, factors } = profile;
  const [act, setAct] = useState<ActWithNote | null>(null);
  const may = useMay();

  const reset: ActWithNote = {
    title: `Reset the factors of ${user.email}`,
    effect:
      'App, passkeys and recovery codes are removed, all sessions end, and the user is told by mail. The password alone lets in until the user adds a factor: be sure who asked.',
    verb: 'Reset',
    noteRequired: true,
    perform: async (note) => {
      tellDoneOrWaiting(
        await answer(
          api.POST('/v1/admin/users/{user}/reset-factors', {
            params: { path: { user: user.id } },
            body: { note },
          }),
        ),
        `${user.email} has no second factor any more.`,
      );
      await changed();
    },
  };

  return (
    <Section title="Second factors">
      <dl className={area.facts}>
        <dt>Authenticator app</dt>
        <dd>{appText(factors)}</dd>
        <dt>Passkeys</dt>
        <dd>{factors.passkeys}</dd>
        <dt>Recovery codes left</dt>
        <dd>{factors.recoveryCodes}</dd>
        <dt>Trusted devices</dt>
        <dd>{factors.trustedDevices}</dd>
      </dl>
      {may('USERS_FACTORS') && !own && hasAny(factors) && (
        <Button mt="md" size="xs" variant="default" onClick={() => setAct(reset)}>
          Reset the factors
        </Button>
      )}
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

function appText({ app, appLocked }: UserProfile['factors']): string {
  return appLocked ? 'Locked after ten wrong codes' : app ? 'On' : 'None';
}

function hasAny({ app, passkeys, recoveryCodes }: UserProfile['factors']): boolean {
  return app || passkeys > 0 || recoveryCodes > 0;
}
