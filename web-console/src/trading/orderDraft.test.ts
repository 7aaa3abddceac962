import { describe, expect, it } from 'vitest';
import type { Capabilities, MarketSymbol, NewOrderList } from '../api/types';
import {
  changed,
  choicesFor,
  explain,
  listField,
  listOf,
  NEW_DRAFT,
  type OrderDraft,
  orderOf,
} from './orderDraft';

type Combination = Capabilities['orders'][number];

function combination(part: Pick<Combination, 'type' | 'timeInForce'> & Partial<Combination>) {
  const both: Combination['quantity'] = ['BUY', 'SELL'];
  const states: Combination['states'] = ['TRADING'];
  return {
    postOnly: false,
    quantity: both,
    quoteAmount: [],
    displayQuantity: false,
    states,
    ...part,
  };
}

const CAPABILITIES: Capabilities = {
  orders: [
    combination({ type: 'LIMIT', timeInForce: 'GTC', displayQuantity: true }),
    combination({ type: 'LIMIT', timeInForce: 'GTC', postOnly: true }),
    combination({ type: 'LIMIT', timeInForce: 'GTD', postOnly: true }),
    combination({ type: 'LIMIT', timeInForce: 'IOC' }),
    combination({ type: 'LIMIT', timeInForce: 'FOK' }),
    combination({ type: 'MARKET', timeInForce: 'IOC', quoteAmount: ['BUY', 'SELL'] }),
    combination({ type: 'MARKET', timeInForce: 'FOK' }),
    combination({ type: 'STOP', timeInForce: 'IOC', quantity: ['SELL'], quoteAmount: ['BUY'] }),
    combination({ type: 'STOP_LIMIT', timeInForce: 'GTC' }),
    combination({ type: 'TAKE_PROFIT', timeInForce: 'IOC' }),
    combination({ type: 'TAKE_PROFIT_LIMIT', timeInForce: 'GTC' }),
    combination({ type: 'TRAILING_STOP', timeInForce: 'IOC' }),
  ],
  selfTradePrevention: ['CANCEL_NEWEST', 'CANCEL_OLDEST'],
  orderLists: [],
  fees: { volumeDays: 30 },
};
const TYPES = [
  'LIMIT',
  'MARKET',
  'STOP',
  'STOP_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
  'TRAILING_STOP',
];
const BTC = { symbol: 'BTC-USD' } as MarketSymbol;
const NOON = new Date('2026-03-01T12:00:00Z');
const LIMIT: OrderDraft = { ...NEW_DRAFT, price: '65,000', quantity: '0.1' };

function change(draft: OrderDraft, part: Partial<OrderDraft>): OrderDraft {
  return changed(draft, part, CAPABILITIES, NOON);
}

describe('the order form', () => {
  it('offers what the exchange says it takes, and no more', () => {
    expect(choicesFor(LIMIT, CAPABILITIES)).toEqual({
      types: TYPES,
      timesInForce: ['GTC', 'GTD', 'IOC', 'FOK'],
      sizes: ['QUANTITY'],
      postOnly: true,
      iceberg: true,
    });
    expect(choicesFor(change(LIMIT, { type: 'MARKET' }), CAPABILITIES)).toEqual({
      types: TYPES,
      timesInForce: ['IOC', 'FOK'],
      sizes: ['QUANTITY', 'AMOUNT'],
      postOnly: false,
      iceberg: false,
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
    const market = change(LIMIT, { type: 'MARKET' });
    expect(change(market, { type: 'LIMIT' }).timeInForce).toBe('GTC');
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
      'expiresAt',
      'price',
      'quantity',
    ]);
    const unfinished = orderOf({ ...draft, until: '2026-03-0' }, BTC, NOON);
    expect('wrong' in unfinished && unfinished.wrong.fields.expiresAt).toMatch(/day and the time/);
    const market = orderOf(change(NEW_DRAFT, { type: 'MARKET' }), BTC, NOON);
    expect('wrong' in market && Object.keys(market.wrong.fields)).toEqual(['quantity']);
  });

  it('asks an order that waits for what makes it come, and how much it is', () => {
    const sell = change(LIMIT, { side: 'SELL', type: 'STOP', stopPrice: '59000' });
    expect(orderOf(sell, BTC, NOON)).toEqual({
      order: {
        symbol: 'BTC-USD',
        side: 'SELL',
        type: 'STOP',
        timeInForce: 'IOC',
        stopPrice: '59000',
        quantity: '0.1',
      },
    });
    const buy = change(sell, { side: 'BUY', quoteAmount: '250' });
    expect(buy.sizedBy).toBe('AMOUNT');
    expect(orderOf(buy, BTC, NOON)).toMatchObject({ order: { quoteAmount: '250' } });
    expect(orderOf(buy, BTC, NOON)).not.toHaveProperty('order.quantity');
    const trailing = orderOf(change(sell, { type: 'TRAILING_STOP' }), BTC, NOON);
    expect('wrong' in trailing && trailing.wrong.fields).toEqual({
      trailingOffset: 'Enter a distance.',
    });
    const limited = orderOf(change(sell, { type: 'STOP_LIMIT' }), BTC, NOON);
    expect(limited).toMatchObject({ order: { stopPrice: '59000', price: '65000' } });
  });

  it('takes the distance of a trailing stop in percent too', () => {
    const trailing = change(LIMIT, {
      side: 'SELL',
      type: 'TRAILING_STOP',
      trailsBy: 'PERCENT',
      trailingOffset: '2.5',
    });
    expect(orderOf(trailing, BTC, NOON)).toMatchObject({ order: { trailingBasisPoints: 250 } });
    expect(orderOf(trailing, BTC, NOON)).not.toHaveProperty('order.trailingOffset');
    for (const wrong of ['', '0', '0.005', '100', 'x']) {
      const result = orderOf({ ...trailing, trailingOffset: wrong }, BTC, NOON);
      expect('wrong' in result && Object.keys(result.wrong.fields)).toEqual(['trailingOffset']);
    }
  });

  it('places exits with an order that buys, and a stop with one that rests to sell', () => {
    const list = (draft: OrderDraft) => {
      const result = orderOf(draft, BTC, NOON);
      return 'order' in result ? listOf(draft, result.order) : result;
    };
    const first = { type: 'LIMIT', timeInForce: 'GTC', price: '65000' };
    const all = { symbol: 'BTC-USD', side: 'BUY', quantity: '0.1' };
    expect(list(LIMIT)).toBeNull();
    const both = change(LIMIT, { takeProfit: '70,000', stopLoss: '60000' });
    expect(list(both)).toEqual({
      ...all,
      type: 'BRACKET',
      working: first,
      profit: { type: 'LIMIT', price: '70000' },
      stop: { type: 'STOP', stopPrice: '60000' },
    });
    expect(list(change(both, { takeProfit: '' }))).toEqual({
      ...all,
      type: 'OTO',
      working: first,
      pending: { type: 'STOP', stopPrice: '60000', side: 'SELL', quantity: '0.1' },
    });
    const sell = change(both, { side: 'SELL' });
    expect(sell.takeProfit).toBe('');
    expect(list(sell)).toEqual({
      ...all,
      side: 'SELL',
      type: 'OCO',
      profit: first,
      stop: { type: 'STOP', stopPrice: '60000' },
    });
    expect(change(sell, { timeInForce: 'IOC' }).stopLoss).toBe('');
    expect(list({ ...both, stopLoss: 'low' })).toMatchObject({
      wrong: { fields: { stopLoss: expect.anything() } },
    });
  });

  it('shows what is wrong with an order of a list at its field', () => {
    const bracket = { type: 'BRACKET' } as NewOrderList;
    expect(listField('working.price', bracket)).toBe('price');
    expect(listField('profit.price', bracket)).toBe('takeProfit');
    expect(listField('stop.stopPrice', bracket)).toBe('stopLoss');
    expect(listField('quantity', bracket)).toBe('quantity');
    expect(listField('profit.price', { type: 'OCO' } as NewOrderList)).toBe('price');
    expect(listField('pending.stopPrice', { type: 'OTO' } as NewOrderList)).toBe('stopLoss');
  });

  it('shows a part of an order only where the exchange takes that', () => {
    const iceberg = change(LIMIT, { displayQuantity: '0.02' });
    expect(orderOf(iceberg, BTC, NOON)).toMatchObject({ order: { displayQuantity: '0.02' } });
    expect(change(iceberg, { timeInForce: 'IOC' }).displayQuantity).toBe('');
  });

  it('says something of its own about each kind of order', () => {
    const told = CAPABILITIES.orders.map((one) =>
      explain({
        ...LIMIT,
        type: one.type,
        timeInForce: one.timeInForce,
        postOnly: one.postOnly,
      }),
    );
    expect(new Set(told).size).toBe(told.length);
  });
});
