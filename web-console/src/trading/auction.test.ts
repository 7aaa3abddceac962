import { describe, expect, it } from 'vitest';
import type { MarketSymbol } from '../api/types';
import { auctionFacts, timeLeft } from './auction';

const BTC = {
  symbol: 'BTC-USD',
  base: 'BTC',
  priceDecimals: 2,
  quantityDecimals: 4,
} as MarketSymbol;

describe('an auction', () => {
  it('tells at what price it would trade, how much, and what is left', () => {
    expect(
      auctionFacts(BTC, {
        price: '65000',
        quantity: '1.5',
        surplusSide: 'SELL',
        surplusQuantity: '0.25',
        extensions: 0,
      }),
    ).toEqual([
      ['Auction price', '65,000.00'],
      ['Auction volume (BTC)', '1.5000'],
      ['Surplus', '0.2500 to sell'],
    ]);
    expect(auctionFacts(BTC, { quantity: '0', extensions: 0 }).map(([, value]) => value)).toEqual([
      '–',
      '0.0000',
      'none',
    ]);
  });

  it('counts down to its end', () => {
    const now = new Date('2026-03-01T09:00:00Z');
    expect(timeLeft('2026-03-01T09:04:05Z', now)).toBe('4:05');
    expect(timeLeft('2026-03-01T10:00:00Z', now)).toBe('1:00:00');
    expect(timeLeft('2026-03-01T08:00:00Z', now)).toBe('0:00');
  });
});
