import {
  ActionIcon,
  Button,
  Menu,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { logOut } from '../account/logOut';
import { me } from '../account/me';
import { adminSections } from '../admin/access';
import { session } from '../api/session';
import { addressOf, navigate, type Route } from '../base/route';
import { useStore } from '../base/store';
import { market, stream } from '../stream/feeds';
import type { ConnectionState } from '../stream/StreamClient';
import styles from './Header.module.css';
import { Logo, MoonIcon, SunIcon, UserIcon } from './icons';

export function Header({ route }: { route: Route }) {
  const known = useStore(market);
  return (
    <header className={styles.header}>
      <a
        className={styles.brand}
        href={addressOf({ screen: 'TRADE', symbol: null })}
        aria-label="Bourse: trade"
      >
        <Logo />
        <span className={styles.name}>Bourse</span>
      </a>
      {known.value?.demo && (
        <span
          className={styles.simulated}
          title="Prices, quotes and counterparties on this server are simulated. No real money is traded."
        >
          Simulated market
        </span>
      )}
      <span className={styles.space} />
      <a
        className={styles.reference}
        href="/docs"
        title="The API of this exchange, to read and to try"
      >
        API
      </a>
      <Connection />
      <ThemeSwitch />
      <Person route={route} />
    </header>
  );
}

const CONNECTION_TEXT: Record<ConnectionState, { label: string; title: string }> = {
  CONNECTING: { label: 'Connecting', title: 'Opening the live connection.' },
  LIVE: { label: 'Live', title: 'Market data arrives as it happens.' },
  STALE: {
    label: 'Stale',
    title: 'Nothing has arrived for some seconds. What is shown may be old.',
  },
  RECONNECTING: {
    label: 'Reconnecting',
    title: 'The connection was lost and is being opened again. What is shown may be old.',
  },
};

function Connection() {
  const state = useStore(stream.connection);
  const { label, title } = CONNECTION_TEXT[state];
  return (
    <span className={styles.connection} data-state={state} role="status" title={title}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.connectionLabel}>{label}</span>
    </span>
  );
}

function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const next = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Use the ${next} theme`}
      title={`Use the ${next} theme`}
      onClick={() => setColorScheme(next)}
    >
      {scheme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}

function Person({ route }: { route: Route }) {
  const state = useStore(session.state);
  const person = useStore(me).value;
  const [backOffice] = adminSections(person?.permissions ?? []);
  switch (state.phase) {
    case 'CHECKING':
      return <span className={styles.personPlace} />;
    case 'ANONYMOUS':
      return route.screen === 'LOGIN' || route.screen === 'REGISTER' ? null : (
        <div className={styles.enter}>
          <Button size="xs" variant="default" component="a" href={addressOf({ screen: 'LOGIN' })}>
            Log in
          </Button>
          <Button
            size="xs"
            component="a"
            className={styles.signUp}
            href={addressOf({ screen: 'REGISTER' })}
          >
            Sign up
          </Button>
        </div>
      );
    case 'SIGNED_IN':
      return (
        <Menu position="bottom-end" width={220} withinPortal>
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              leftSection={<UserIcon size={14} />}
              aria-label={person ? `Your account: ${person.fullName}` : 'Your account'}
              className={styles.person}
            >
              <span className={styles.personName}>{person?.fullName ?? 'Account'}</span>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {person && <Menu.Label>{person.email}</Menu.Label>}
            <Menu.Item onClick={() => navigate({ screen: 'TRADE', symbol: null })}>Trade</Menu.Item>
            {person?.permissions.includes('WITHDRAW') && (
              <Menu.Item onClick={() => navigate({ screen: 'WITHDRAW', withdrawal: null })}>
                Withdraw
              </Menu.Item>
            )}
            {person?.permissions.includes('DEPOSIT') && (
              <Menu.Item onClick={() => navigate({ screen: 'DEPOSIT', deposit: null })}>
                Deposit
              </Menu.Item>
            )}
            <Menu.Item onClick={() => navigate({ screen: 'ACCOUNT', section: 'PROFILE' })}>
              Account
            </Menu.Item>
            {backOffice && (
              <Menu.Item onClick={() => navigate({ screen: 'ADMIN', section: backOffice })}>
                Back office
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item onClick={() => void logOut()}>Log out</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      );
  }
}
