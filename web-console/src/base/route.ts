import { useSyncExternalStore } from 'react';

/** Where in the console the user is. It lives in the address's fragment, so every address is served by one file. */
export type Route =
  | { screen: 'TRADE'; symbol: string | null }
  | { screen: 'LOGIN' }
  | { screen: 'REGISTER' }
  | { screen: 'ACCOUNT' };

const SYMBOL = /^[A-Z0-9]{1,12}-[A-Z0-9]{1,12}$/;

/** The route that a fragment such as `#/trade/BTC-USD` names; anything unknown is the trading screen. */
export function parseRoute(fragment: string): Route {
  const [, screen, argument] = fragment.replace(/^#/, '').split('/');
  switch (screen) {
    case 'login':
      return { screen: 'LOGIN' };
    case 'register':
      return { screen: 'REGISTER' };
    case 'account':
      return { screen: 'ACCOUNT' };
    default: {
      const symbol = argument && SYMBOL.test(argument) ? argument : null;
      return { screen: 'TRADE', symbol };
    }
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
