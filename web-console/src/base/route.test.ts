import { describe, expect, it } from 'vitest';
import { addressOf, parseRoute, type Route } from './route';

describe('a route', () => {
  it('comes back from its address', () => {
    const routes: Route[] = [
      { screen: 'TRADE', symbol: null },
      { screen: 'TRADE', symbol: 'BTC-USD' },
      { screen: 'LOGIN' },
      { screen: 'REGISTER' },
      { screen: 'ACCOUNT' },
    ];
    for (const route of routes) {
      expect(parseRoute(addressOf(route))).toEqual(route);
    }
  });

  it('is the trading screen for anything unknown', () => {
    const trade = { screen: 'TRADE', symbol: null };
    for (const fragment of ['', '#', '#/', '#/nowhere', '#/trade/btc', '#/trade/A-B-C']) {
      expect(parseRoute(fragment), fragment).toEqual(trade);
    }
  });
});
