import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { me } from '../account/me';
import { session } from '../api/session';
import { type AdminSection, addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Area, type Place } from '../shell/Area';
import { NotFound } from '../shell/NotFound';
import { Announcements } from './Announcements';
import { Approvals } from './Approvals';
import { Audit } from './Audit';
import { adminSections } from './access';
import { Chains } from './Chains';
import { FactorNotice } from './FactorNotice';
import { Journals } from './Journals';
import { KycQueue } from './KycQueue';
import { Ledger } from './Ledger';
import { Payments } from './Payments';
import { Restrictions } from './Restrictions';
import { SafeState } from './SafeState';
import { Users } from './Users';
import { Withdrawals } from './Withdrawals';

const PLACES: Record<AdminSection, Place> = {
  USERS: place('USERS', 'Users'),
  KYC: place('KYC', 'Verification'),
  APPROVALS: place('APPROVALS', 'Approvals'),
  JOURNALS: place('JOURNALS', 'Journals'),
  LEDGER: place('LEDGER', 'Ledger'),
  PAYMENTS: place('PAYMENTS', 'Payments'),
  CHAINS: place('CHAINS', 'Chains'),
  WITHDRAWALS: place('WITHDRAWALS', 'Withdrawals'),
  AUDIT: place('AUDIT', 'Audit trail'),
  ANNOUNCEMENTS: place('ANNOUNCEMENTS', 'Announcements'),
  RESTRICTIONS: place('RESTRICTIONS', 'Restrictions'),
  SAFE_STATE: place('SAFE_STATE', 'Safe state'),
};

/** The back office, as far as the person's permissions go. `one` is shown in the place of the section's list. */
export function AdminArea({ section, one }: { section: AdminSection; one?: ReactNode }) {
  const { phase } = useStore(session.state);
  const person = useStore(me).value;
  if (phase === 'CHECKING' || (phase === 'SIGNED_IN' && !person)) {
    return <Skeleton h={200} m="lg" />;
  }
  const sections = person ? adminSections(person.permissions) : [];
  if (!sections.includes(section)) {
    return (
      <NotFound title="There is nothing here for you">
        This part of the back office needs a role that you don&rsquo;t have, or you are not logged
        in.
      </NotFound>
    );
  }
  return (
    <Area name="Back office" places={sections.map((one) => PLACES[one])} current={PLACES[section]}>
      <FactorNotice />
      {one ?? <Content section={section} />}
    </Area>
  );
}

function Content({ section }: { section: AdminSection }) {
  switch (section) {
    case 'USERS':
      return <Users />;
    case 'KYC':
      return <KycQueue />;
    case 'APPROVALS':
      return <Approvals />;
    case 'JOURNALS':
      return <Journals />;
    case 'LEDGER':
      return <Ledger />;
    case 'PAYMENTS':
      return <Payments />;
    case 'CHAINS':
      return <Chains />;
    case 'WITHDRAWALS':
      return <Withdrawals />;
    case 'AUDIT':
      return <Audit />;
    case 'ANNOUNCEMENTS':
      return <Announcements />;
    case 'RESTRICTIONS':
      return <Restrictions />;
    case 'SAFE_STATE':
      return <SafeState />;
  }
}

function place(section: AdminSection, label: string): Place {
  return { label, address: addressOf({ screen: 'ADMIN', section }) };
}
