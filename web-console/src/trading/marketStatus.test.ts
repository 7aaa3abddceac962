import { describe, expect, it } from 'vitest';
import type { Account, MarketStatus, MarketSymbol, Ticker } from '../api/types';
import { accountNotice, marketNotice, statusOf, takes, unusualStatus } from './marketStatus';
import { NEW_DRAFT, type OrderDraft } from './orderDraft';

const BTC = { symbol: 'BTC-USD', status: 'TRADING' } as MarketSymbol;
const ACCOUNT: Account = {
  account: '1000',
  state: 'NORMAL',
  blocks: [],
  reason: 'NONE',
  feeExempt: false,
  version: 0,
};

describe('the status of a market', () => {
  it('is the one that the ticker told last', () => {
    expect(statusOf(BTC, undefined)).toBe('TRADING');
    expect(statusOf(BTC, { status: 'HALTED' } as Ticker)).toBe('HALTED');
  });

  it('says what the market takes, and what comes next', () => {
    expect(unusualStatus('TRADING')).toBeNull();
    expect(marketNotice(BTC, 'TRADING')).toBeNull();
    expect(marketNotice(BTC, 'HALTED')).toBe(
      'BTC-USD is halted. It takes no orders now; open ones can be cancelled.',
    );
    const planned: MarketSymbol = {
      ...BTC,
      status: 'CLOSED',
      plannedStatus: 'PRE_OPEN',
      plannedAt: '2026-03-02T08:00:00Z',
    };
    expect(marketNotice(planned, 'CLOSED')).toMatch(/From 03-0\d \d\d:\d\d: not open yet\.$/);
    expect(marketNotice(planned, 'HALTED')).not.toMatch(/From/);
  });

  it('decides which orders are sent', () => {
    const market: OrderDraft = { ...NEW_DRAFT, type: 'MARKET', timeInForce: 'IOC' };
    const postOnly: OrderDraft = { ...NEW_DRAFT, postOnly: true };
    const taken = (status: MarketStatus) =>
      [NEW_DRAFT, postOnly, market].map((draft) => takes(status, draft));
    expect(taken('TRADING')).toEqual([true, true, true]);
    expect(taken('AUCTION')).toEqual([true, false, false]);
    expect(takes('AUCTION', { ...NEW_DRAFT, timeInForce: 'IOC' })).toBe(false);
    expect(takes('AUCTION', { ...NEW_DRAFT, type: 'STOP', timeInForce: 'IOC' })).toBe(true);
    expect(taken('LIMIT_ONLY')).toEqual([true, true, false]);
    expect(taken('POST_ONLY')).toEqual([false, true, false]);
    for (const status of ['PRE_OPEN', 'CANCEL_ONLY', 'HALTED', 'CLOSED', 'DELISTED'] as const) {
      expect(taken(status), status).toEqual([false, false, false]);
    }
  });
});

describe('the state of an account', () => {
  it('is told where it forbids something, with the reason', () => {
    expect(accountNotice(ACCOUNT)).toBeNull();
    expect(accountNotice({ ...ACCOUNT, state: 'CANCEL_ONLY', reason: 'SECURITY' })).toBe(
      'Your account was restricted to keep it safe: open orders may shrink or be cancelled, and no new ones are taken.',
    );
    expect(accountNotice({ ...ACCOUNT, state: 'FROZEN' })).toMatch(/^Your account was frozen: /);
    expect(accountNotice({ ...ACCOUNT, blocks: ['TRANSFERS'], reason: 'RISK' })).toBe(
      "Money can't leave your account for now, for risk. You can trade.",
    );
  });
});
