import { useSyncExternalStore } from 'react';

/** Where in the console the user is. It lives in the address's fragment, so every address is served by one file. */
export type Route =
  | { screen: 'TRADE'; symbol: string | null }
  | { screen: 'LOGIN' }
  | { screen: 'REGISTER' }
  | { screen: 'ACCOUNT' }
  | { screen: 'UNKNOWN'; fragment: string };

/** The route that a fragment such as `#/trade/BTC-USD` names. Whether there is such a symbol is not known here. */
export function parseRoute(fragment: string): Route {
  const [, screen, argument] = fragment.replace(/^#/, '').split('/');
  switch (screen) {
    case 'login':
      return { screen: 'LOGIN' };
    case 'register':
      return { screen: 'REGISTER' };
    case 'account':
      return { screen: 'ACCOUNT' };
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
    case 'ACCOUNT':
      return '#/account';
    case 'TRADE':
      return route.symbol ? `#/trade/${route.symbol}` : '#/trade';
    case 'UNKNOWN':
      return route.fragment;
  }
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
