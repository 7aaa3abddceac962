import type { MarketSymbol, Ticker } from '../api/types';
import { fixed } from '../base/format';

type Auction = NonNullable<Ticker['auction']>;

/** What an auction would trade now, as people read it: names and figures. */
export function auctionFacts(symbol: MarketSymbol, auction: Auction): [string, string][] {
  const quantity = (text: string) => fixed(text, symbol.quantityDecimals);
  return [
    ['Auction price', auction.price ? fixed(auction.price, symbol.priceDecimals) : '–'],
    [`Auction volume (${symbol.base})`, quantity(auction.quantity)],
    [
      'Surplus',
      auction.surplusSide && auction.surplusQuantity
        ? `${quantity(auction.surplusQuantity)} to ${auction.surplusSide === 'BUY' ? 'buy' : 'sell'}`
        : 'none',
    ],
  ];
}

/** How long it collects orders yet: `4:05`, or `1:00:00` from an hour on. */
export function timeLeft(uncrossAt: string, now: Date): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(uncrossAt) - now.getTime()) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0
    ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}
