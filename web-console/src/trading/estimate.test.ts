import { describe, expect, it } from 'vitest';
import type { MarketSymbol } from '../api/types';
import { Decimal } from '../base/decimal';
import { estimate, quantityFor } from './estimate';

const BTC: MarketSymbol = {
  symbol: 'BTC-USD',
  base: 'BTC',
  quote: 'USD',
  status: 'TRADING',
  tickSize: '0.01',
  lotSize: '0.0001',
  priceDecimals: 2,
  quantityDecimals: 4,
  minimumNotional: '0',
  maximumQuantity: '100',
  makerFeeBasisPoints: 5,
  takerFeeBasisPoints: 10,
  orderTypes: ['LIMIT', 'MARKET'],
  timesInForce: ['GTC', 'IOC'],
  simulated: false,
};

function atMost(value: string, limit: string): boolean {
  return Decimal.of(value).compare(Decimal.of(limit)) <= 0;
}

const ASKS = [
  { price: '100.00', quantity: '1' },
  { price: '110.00', quantity: '2' },
];

describe('the estimate', () => {
  it('is price times quantity and the fee, rounded up', () => {
    const draft = { side: 'BUY', type: 'LIMIT', price: '33333.33', quantity: '0.0001' } as const;
    expect(estimate(draft, BTC, [], 6)).toEqual({
      notional: '3.333333',
      fee: '0.003334',
      total: '3.336667',
      averagePrice: '33333.33',
      complete: true,
    });
    expect(estimate({ ...draft, side: 'SELL' }, BTC, [], 6)?.total).toBe('3.329999');
  });

  it('walks the book for a market order', () => {
    const draft = { side: 'BUY', type: 'MARKET', price: '', quantity: '2' } as const;
    expect(estimate(draft, BTC, ASKS, 6)).toMatchObject({
      notional: '210.00',
      averagePrice: '105.00',
      complete: true,
    });
    expect(estimate({ ...draft, quantity: '5' }, BTC, ASKS, 6)?.complete).toBe(false);
    expect(estimate(draft, BTC, [], 6)).toBeNull();
  });

  it('waits for numbers', () => {
    for (const [price, quantity] of [
      ['', '1'],
      ['1', ''],
      ['1', '0'],
      ['0', '1'],
      ['.', '1'],
    ] as const) {
      expect(estimate({ side: 'BUY', type: 'LIMIT', price, quantity }, BTC, [], 6)).toBeNull();
    }
  });
});

describe('a part of the balance', () => {
  const buy = (percent: number, available: string, price: string) =>
    quantityFor(percent, 'BUY', 'LIMIT', price, available, BTC, [], 6);

  it('leaves a buyer room for the fee', () => {
    const quantity = buy(100, '1001', '100') ?? '';
    expect(quantity).toBe('9.9999');
    const cost = estimate({ side: 'BUY', type: 'LIMIT', price: '100', quantity }, BTC, [], 6);
    expect(atMost(cost?.total ?? '', '1001')).toBe(true);
  });

  it('never asks for more than there is, whatever the numbers', () => {
    for (const [available, price] of [
      ['0.000001', '1'],
      ['17.123457', '3.07'],
      ['99999.999999', '67250.01'],
      ['1', '0.01'],
    ] as const) {
      const quantity = buy(100, available, price) ?? '';
      const total = estimate({ side: 'BUY', type: 'LIMIT', price, quantity }, BTC, [], 6)?.total;
      expect(atMost(total ?? '0', available), `${available} at ${price}`).toBe(true);
    }
  });

  it('is of the base asset for a seller, in whole lots', () => {
    expect(quantityFor(50, 'SELL', 'LIMIT', '', '1.23456789', BTC, [], 6)).toBe('0.6172');
  });

  it('follows the book for a market order, and is bounded by the largest order', () => {
    expect(quantityFor(100, 'BUY', 'MARKET', '', '210.3', BTC, ASKS, 6)).toBe('2.0008');
    expect(quantityFor(100, 'SELL', 'MARKET', '', '500', BTC, [], 6)).toBe('100');
    expect(quantityFor(100, 'BUY', 'MARKET', '', '210', BTC, [], 6)).toBeNull();
    expect(buy(100, '210', '')).toBeNull();
  });
});
