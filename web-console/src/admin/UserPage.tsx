import { Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { me, useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { UserProfile } from '../api/types';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import { Trouble } from '../shell/Trouble';
import { AuditTable } from './AuditTable';
import { UserAccount } from './UserAccount';
import { UserDeposit } from './UserDeposit';
import { UserFactors } from './UserFactors';
import { UserKeys } from './UserKeys';
import { UserKyc } from './UserKyc';
import { UserOrders } from './UserOrders';
import { UserPerson } from './UserPerson';
import { UserRoles } from './UserRoles';
import { UserSessions } from './UserSessions';

/** What a part of the page about a user gets. */
export interface AboutUser {
  profile: UserProfile;
  /** Whether it is the reader, to whom nobody does anything here. */
  own: boolean;
  /** Something was done: reads the profile anew. */
  changed: () => Promise<void>;
}

/** Everything about one user, and what the reader may do for or against them. */
export function UserPage({ user }: { user: string }) {
  const read = useCallback(
    () => answer(api.GET('/v1/admin/users/{user}/profile', { params: { path: { user } } })),
    [user],
  );
  const profile = useLoaded(read);
  return (
    <>
      <p>
        <a href={addressOf({ screen: 'ADMIN', section: 'USERS' })}>All users</a>
      </p>
      <Trouble problem={profile.problem} retry={profile.load} />
      {!profile.value && !profile.problem && <Skeleton h={200} />}
      {profile.value && <Parts profile={profile.value} changed={profile.load} />}
    </>
  );
}

function Parts({ profile, changed }: Omit<AboutUser, 'own'>) {
  const own = useStore(me).value?.id === profile.user.id;
  const may = useMay();
  const about = { profile, own, changed };
  return (
    <>
      <UserPerson {...about} />
      {may('ROLES') && !own && <UserRoles key={profile.user.roles.join()} {...about} />}
      {may('KYC_READ') && <UserKyc {...about} />}
      <UserFactors {...about} />
      <UserSessions {...about} />
      <UserKeys {...about} />
      {profile.account && (
        <UserAccount key={profile.account.blocks.join()} {...about} account={profile.account} />
      )}
      <UserDeposit {...about} />
      <UserOrders {...about} />
      {profile.audit && (
        <Section title="History" lead="What was done to the user and the account lately.">
          <AuditTable list={{ value: profile.audit, problem: null, load: changed }} />
        </Section>
      )}
    </>
  );
}
