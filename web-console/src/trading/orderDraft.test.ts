import { describe, expect, it } from 'vitest';
import type { Capabilities, MarketSymbol } from '../api/types';
import { changed, choicesFor, explain, NEW_DRAFT, type OrderDraft, orderOf } from './orderDraft';

const CAPABILITIES: Capabilities = {
  orders: [
    { type: 'LIMIT', timeInForce: 'GTC', postOnly: false },
    { type: 'LIMIT', timeInForce: 'GTC', postOnly: true },
    { type: 'LIMIT', timeInForce: 'GTD', postOnly: true },
    { type: 'LIMIT', timeInForce: 'IOC', postOnly: false },
    { type: 'LIMIT', timeInForce: 'FOK', postOnly: false },
    { type: 'MARKET', timeInForce: 'IOC', postOnly: false },
    { type: 'MARKET', timeInForce: 'FOK', postOnly: false },
  ],
  selfTradePrevention: ['CANCEL_NEWEST', 'CANCEL_OLDEST'],
};
const BTC = { symbol: 'BTC-USD' } as MarketSymbol;
const NOON = new Date('2026-03-01T12:00:00Z');
const LIMIT: OrderDraft = { ...NEW_DRAFT, price: '65,000', quantity: '0.1' };

function change(draft: OrderDraft, part: Partial<OrderDraft>): OrderDraft {
  return changed(draft, part, CAPABILITIES, NOON);
}

describe('the order form', () => {
  it('offers what the exchange says it takes, and no more', () => {
    expect(choicesFor(LIMIT, CAPABILITIES)).toEqual({
      types: ['LIMIT', 'MARKET'],
      timesInForce: ['GTC', 'GTD', 'IOC', 'FOK'],
      postOnly: true,
    });
    expect(choicesFor(change(LIMIT, { type: 'MARKET' }), CAPABILITIES)).toEqual({
      types: ['LIMIT', 'MARKET'],
      timesInForce: ['IOC', 'FOK'],
      postOnly: false,
    });
  });

  it('puts right what does not go with a change', () => {
    const resting = change(LIMIT, { postOnly: true });
    expect(change(resting, { timeInForce: 'IOC' })).toMatchObject({ postOnly: false });
    expect(change(resting, { type: 'MARKET' })).toMatchObject({
      timeInForce: 'IOC',
      postOnly: false,
      price: '65,000',
    });
    expect(change(resting, { side: 'SELL' })).toMatchObject({ side: 'SELL', postOnly: true });
  });

  it('proposes a day for an order with an end', () => {
    const { until } = change(LIMIT, { timeInForce: 'GTD' });
    expect(new Date(until).getTime()).toBe(NOON.getTime() + 86_400_000);
    const chosen = change({ ...LIMIT, until: '2026-03-05T10:00' }, { timeInForce: 'GTD' });
    expect(chosen.until).toBe('2026-03-05T10:00');
  });

  it('sends only what was chosen', () => {
    const order = { symbol: 'BTC-USD', side: 'BUY', quantity: '0.1' };
    expect(orderOf(LIMIT, BTC, NOON)).toEqual({
      order: { ...order, type: 'LIMIT', timeInForce: 'GTC', price: '65000' },
    });
    expect(orderOf(change(LIMIT, { type: 'MARKET' }), BTC, NOON)).toEqual({
      order: { ...order, type: 'MARKET', timeInForce: 'IOC' },
    });
    const all = change(LIMIT, {
      timeInForce: 'GTD',
      postOnly: true,
      selfTradePrevention: 'CANCEL_OLDEST',
    });
    expect(orderOf(all, BTC, NOON)).toEqual({
      order: {
        ...order,
        type: 'LIMIT',
        timeInForce: 'GTD',
        price: '65000',
        postOnly: true,
        expiresAt: '2026-03-02T12:00:00.000Z',
        selfTradePrevention: 'CANCEL_OLDEST',
      },
    });
  });

  it('names every field that is wrong, before anything is sent', () => {
    const draft = change(NEW_DRAFT, { timeInForce: 'GTD', until: '2026-03-01T00:00' });
    const result = orderOf(draft, BTC, NOON);
    expect('wrong' in result && Object.keys(result.wrong.fields)).toEqual([
      'price',
      'quantity',
      'expiresAt',
    ]);
    const unfinished = orderOf({ ...draft, until: '2026-03-0' }, BTC, NOON);
    expect('wrong' in unfinished && unfinished.wrong.fields.expiresAt).toMatch(/day and the time/);
    const market = orderOf(change(NEW_DRAFT, { type: 'MARKET' }), BTC, NOON);
    expect('wrong' in market && Object.keys(market.wrong.fields)).toEqual(['quantity']);
  });

  it('says something of its own about each kind of order', () => {
    const told = CAPABILITIES.orders.map((one) => explain({ ...LIMIT, ...one }));
    expect(new Set(told).size).toBe(told.length);
  });
});
