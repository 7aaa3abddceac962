import { describe, expect, it } from 'vitest';
import type { MarketTrade } from '../api/types';
import { carriesData, compareIds, newestFirst } from './feeds';

function trade(id: string): MarketTrade {
  return {
    id,
    symbol: 'BTC-USD',
    price: '1',
    quantity: '1',
    takerSide: 'BUY',
    auction: false,
    time: '2026-01-31T12:00:00.000000Z',
  };
}

describe('trades', () => {
  it('are shown newest first and once, whatever order they come in', () => {
    const shown = newestFirst([trade('9'), trade('11'), trade('10'), trade('11')]);
    expect(shown.map((one) => one.id)).toEqual(['11', '10', '9']);
  });

  it('have ids that may be longer than a number is exact', () => {
    expect(compareIds('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
    expect(compareIds('99', '100')).toBeLessThan(0);
    expect(compareIds('7', '7')).toBe(0);
  });
});

describe('a message', () => {
  it('tells nothing when it is a heartbeat or the snapshot of a market without a trade', () => {
    const channel = 'candles:BTC-USD:1m';
    expect(carriesData({ channel, type: 'snapshot', data: {} })).toBe(false);
    expect(carriesData({ channel, type: 'heartbeat', data: { openTime: 'x' } })).toBe(false);
    expect(carriesData({ channel, type: 'snapshot', data: [] })).toBe(true);
    expect(carriesData({ channel, type: 'update', data: { openTime: 'x' } })).toBe(true);
  });
});
