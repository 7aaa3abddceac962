import { Skeleton } from '@mantine/core';
import { session } from '../api/session';
import { type AccountSection, addressOf } from '../base/route';
import { useStore } from '../base/store';
import { Area, type Place } from '../shell/Area';
import { Verification } from '../verification/Verification';
import { ApiKeys } from './ApiKeys';
import { Card } from './Card';
import { Profile } from './Profile';
import { Security } from './Security';
import { Sessions } from './Sessions';
import { Statements } from './Statements';

const LABELS: Record<AccountSection, string> = {
  PROFILE: 'Profile',
  STATEMENTS: 'Statements',
  VERIFICATION: 'Verify me',
  SECURITY: 'Security',
  SESSIONS: 'Sessions',
  API_KEYS: 'API keys',
};

const PLACES = Object.fromEntries(
  Object.entries(LABELS).map(([section, label]) => [
    section,
    { label, address: addressOf({ screen: 'ACCOUNT', section: section as AccountSection }) },
  ]),
) as Record<AccountSection, Place>;

/** What is the person's own, apart from trading. */
export function AccountArea({ section }: { section: AccountSection }) {
  const { phase } = useStore(session.state);
  if (phase === 'ANONYMOUS') {
    return (
      <Card
        title="Account"
        lead={
          <>
            <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> to see your account.
          </>
        }
      />
    );
  }
  return (
    <Area name="Account" places={Object.values(PLACES)} current={PLACES[section]}>
      {phase === 'CHECKING' ? <Skeleton h={200} /> : <Content section={section} />}
    </Area>
  );
}

function Content({ section }: { section: AccountSection }) {
  switch (section) {
    case 'PROFILE':
      return <Profile />;
    case 'STATEMENTS':
      return <Statements />;
    case 'VERIFICATION':
      return <Verification />;
    case 'SECURITY':
      return <Security />;
    case 'SESSIONS':
      return <Sessions />;
    case 'API_KEYS':
      return <ApiKeys />;
  }
}
