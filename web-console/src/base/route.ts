import { useSyncExternalStore } from 'react';

/** Where in the console the user is. It lives in the address's fragment, so every address is served by one file. */
export type Route =
  | { screen: 'TRADE'; symbol: string | null }
  | { screen: 'LOGIN' }
  | { screen: 'REGISTER' }
  | { screen: 'FORGOT_PASSWORD' }
  | { screen: 'RESET_PASSWORD'; token: string }
  | { screen: 'VERIFY_EMAIL'; token: string }
  | { screen: 'FREEZE'; token: string }
  | { screen: 'ACCOUNT'; section: AccountSection }
  | { screen: 'DEPOSIT'; deposit: string | null }
  | { screen: 'WITHDRAW'; withdrawal: string | null }
  | { screen: 'ADDRESS_BOOK' }
  | { screen: 'SETUP' }
  | { screen: 'ADMIN'; section: AdminSection }
  | { screen: 'ADMIN_USER'; user: string }
  | { screen: 'ADMIN_KYC'; kycCase: string }
  | { screen: 'ADMIN_COMMAND'; sequence: string }
  | { screen: 'ADMIN_WITHDRAWAL'; withdrawal: string }
  | { screen: 'UNKNOWN'; fragment: string };

export type AccountSection =
  | 'PROFILE'
  | 'STATEMENTS'
  | 'VERIFICATION'
  | 'SECURITY'
  | 'SESSIONS'
  | 'API_KEYS';

export type AdminSection =
  | 'USERS'
  | 'KYC'
  | 'APPROVALS'
  | 'JOURNALS'
  | 'LEDGER'
  | 'PAYMENTS'
  | 'CHAINS'
  | 'WITHDRAWALS'
  | 'AUDIT'
  | 'ANNOUNCEMENTS'
  | 'RESTRICTIONS'
  | 'SAFE_STATE';

/** What stands in the address for a section; nothing for the first. */
const ACCOUNT_WORDS: Record<AccountSection, string> = {
  PROFILE: '',
  STATEMENTS: 'statements',
  VERIFICATION: 'verification',
  SECURITY: 'security',
  SESSIONS: 'sessions',
  API_KEYS: 'api-keys',
};

const ADMIN_WORDS: Record<AdminSection, string> = {
  USERS: '',
  KYC: 'kyc',
  APPROVALS: 'approvals',
  JOURNALS: 'journals',
  LEDGER: 'ledger',
  PAYMENTS: 'payments',
  CHAINS: 'chains',
  WITHDRAWALS: 'withdrawals',
  AUDIT: 'audit',
  ANNOUNCEMENTS: 'announcements',
  RESTRICTIONS: 'restrictions',
  SAFE_STATE: 'safe-state',
};

/** The route that a fragment such as `#/trade/BTC-USD` names. Whether there is such a symbol is not known here. */
export function parseRoute(fragment: string): Route {
  const [, screen, argument, detail] = fragment.replace(/^#/, '').split('/');
  switch (screen) {
    case 'login':
      return { screen: 'LOGIN' };
    case 'register':
      return { screen: 'REGISTER' };
    case 'forgot-password':
      return { screen: 'FORGOT_PASSWORD' };
    case 'reset-password':
      return argument
        ? { screen: 'RESET_PASSWORD', token: argument }
        : { screen: 'UNKNOWN', fragment };
    case 'verify-email':
      return argument
        ? { screen: 'VERIFY_EMAIL', token: argument }
        : { screen: 'UNKNOWN', fragment };
    case 'freeze':
      return argument ? { screen: 'FREEZE', token: argument } : { screen: 'UNKNOWN', fragment };
    case 'account': {
      const section = sectionOf(ACCOUNT_WORDS, argument);
      return section ? { screen: 'ACCOUNT', section } : { screen: 'UNKNOWN', fragment };
    }
    case 'deposit':
      return { screen: 'DEPOSIT', deposit: argument || null };
    case 'withdraw':
      return { screen: 'WITHDRAW', withdrawal: argument || null };
    case 'address-book':
      return { screen: 'ADDRESS_BOOK' };
    case 'setup':
      return { screen: 'SETUP' };
    case 'admin': {
      if (argument === 'users' && detail) {
        return { screen: 'ADMIN_USER', user: decodeURIComponent(detail) };
      }
      if (argument === 'kyc' && detail) {
        return { screen: 'ADMIN_KYC', kycCase: detail };
      }
      if (argument === 'ledger' && detail) {
        return { screen: 'ADMIN_COMMAND', sequence: detail };
      }
      if (argument === 'withdrawals' && detail) {
        return { screen: 'ADMIN_WITHDRAWAL', withdrawal: detail };
      }
      const section = sectionOf(ADMIN_WORDS, argument);
      return section ? { screen: 'ADMIN', section } : { screen: 'UNKNOWN', fragment };
    }
    case 'trade':
      return { screen: 'TRADE', symbol: argument ? argument.toUpperCase() : null };
    case undefined:
    case '':
      return { screen: 'TRADE', symbol: null };
    default:
      return { screen: 'UNKNOWN', fragment };
  }
}

export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'LOGIN':
      return '#/login';
    case 'REGISTER':
      return '#/register';
    case 'FORGOT_PASSWORD':
      return '#/forgot-password';
    case 'RESET_PASSWORD':
      return `#/reset-password/${route.token}`;
    case 'VERIFY_EMAIL':
      return `#/verify-email/${route.token}`;
    case 'FREEZE':
      return `#/freeze/${route.token}`;
    case 'ACCOUNT':
      return withWord('#/account', ACCOUNT_WORDS[route.section]);
    case 'DEPOSIT':
      return withWord('#/deposit', route.deposit ?? '');
    case 'WITHDRAW':
      return withWord('#/withdraw', route.withdrawal ?? '');
    case 'ADDRESS_BOOK':
      return '#/address-book';
    case 'SETUP':
      return '#/setup';
    case 'ADMIN':
      return withWord('#/admin', ADMIN_WORDS[route.section]);
    case 'ADMIN_USER':
      return `#/admin/users/${encodeURIComponent(route.user)}`;
    case 'ADMIN_KYC':
      return `#/admin/kyc/${route.kycCase}`;
    case 'ADMIN_COMMAND':
      return `#/admin/ledger/${route.sequence}`;
    case 'ADMIN_WITHDRAWAL':
      return `#/admin/withdrawals/${route.withdrawal}`;
    case 'TRADE':
      return route.symbol ? `#/trade/${route.symbol}` : '#/trade';
    case 'UNKNOWN':
      return route.fragment;
  }
}

function sectionOf<S extends string>(
  words: Record<S, string>,
  word: string | undefined,
): S | undefined {
  return (Object.keys(words) as S[]).find((section) => words[section] === (word ?? ''));
}

function withWord(address: string, word: string): string {
  return word ? `${address}/${word}` : address;
}

export function navigate(route: Route): void {
  window.location.hash = addressOf(route);
}

export function useRoute(): Route {
  const fragment = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash,
  );
  return parseRoute(fragment);
}
