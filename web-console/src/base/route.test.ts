import { describe, expect, it } from 'vitest';
import { addressOf, parseRoute, type Route } from './route';

describe('a route', () => {
  it('comes back from its address', () => {
    const routes: Route[] = [
      { screen: 'TRADE', symbol: null },
      { screen: 'TRADE', symbol: 'BTC-USD' },
      { screen: 'LOGIN' },
      { screen: 'REGISTER' },
      { screen: 'FORGOT_PASSWORD' },
      { screen: 'RESET_PASSWORD', token: 'a-Token_of_43' },
      { screen: 'VERIFY_EMAIL', token: 'a-Token_of_43' },
      { screen: 'FREEZE', token: 'a-Token_of_43' },
      { screen: 'ACCOUNT', section: 'PROFILE' },
      { screen: 'ACCOUNT', section: 'VERIFICATION' },
      { screen: 'ACCOUNT', section: 'SECURITY' },
      { screen: 'ACCOUNT', section: 'SESSIONS' },
      { screen: 'ACCOUNT', section: 'API_KEYS' },
      { screen: 'SETUP' },
      { screen: 'ADMIN', section: 'USERS' },
      { screen: 'ADMIN', section: 'KYC' },
      { screen: 'ADMIN_KYC', kycCase: '00000000-0000-7000-8000-000000000001' },
      { screen: 'ADMIN', section: 'AUDIT' },
      { screen: 'ADMIN', section: 'RESTRICTIONS' },
      { screen: 'ADMIN', section: 'SAFE_STATE' },
      { screen: 'ADMIN_USER', user: 'ada+1/2@example.org' },
      { screen: 'UNKNOWN', fragment: '#/nowhere' },
    ];
    for (const route of routes) {
      expect(parseRoute(addressOf(route))).toEqual(route);
    }
  });

  it('is the trading screen when the address names none', () => {
    for (const fragment of ['', '#', '#/', '#/trade', '#/trade/']) {
      expect(parseRoute(fragment), fragment).toEqual({ screen: 'TRADE', symbol: null });
    }
  });

  it('takes a symbol in small letters', () => {
    expect(parseRoute('#/trade/btc-usd')).toEqual({ screen: 'TRADE', symbol: 'BTC-USD' });
  });

  it('keeps what it does not know, to say so', () => {
    expect(parseRoute('#/account/nowhere').screen).toBe('UNKNOWN');
    expect(parseRoute('#/nowhere')).toEqual({ screen: 'UNKNOWN', fragment: '#/nowhere' });
    expect(parseRoute('#/trade/A-B-C')).toEqual({ screen: 'TRADE', symbol: 'A-B-C' });
  });
});
