import type { MarketSymbol, Side } from '../api/types';
import { Decimal } from '../base/decimal';
import type { BookLevel } from '../stream/LocalBook';

const BASIS_POINTS = Decimal.of('10000');
const HUNDRED = Decimal.of('100');

/** What an order would come to. An estimate: the book may move, and a resting order pays the maker's fee. */
export interface Estimate {
  /** Price times quantity, in the quote asset. */
  notional: string;
  /** The taker's fee on it, rounded up, in the quote asset: the most that this order pays unless the price moves. */
  fee: string;
  /** What a buyer pays or a seller gets, the fee included. */
  total: string;
  /** The mean price, of a market order by the book as it is now. */
  averagePrice: string;
  /** False when the book as it is now can't fill a market order. */
  complete: boolean;
}

interface Draft {
  side: Side;
  type: 'LIMIT' | 'MARKET';
  price: string;
  quantity: string;
}

/**
 * The estimate for what is typed so far; null while price or quantity are not positive numbers.
 *
 * @param opposite the side of the book that the order would meet, best price first
 * @param quoteDecimals decimals of the smallest amount of the quote asset
 */
export function estimate(
  draft: Draft,
  symbol: MarketSymbol,
  opposite: readonly BookLevel[],
  quoteDecimals: number,
): Estimate | null {
  const quantity = positive(draft.quantity);
  if (!quantity) {
    return null;
  }
  let notional: Decimal;
  let complete = true;
  if (draft.type === 'LIMIT') {
    const price = positive(draft.price);
    if (!price) {
      return null;
    }
    notional = price.times(quantity);
  } else {
    const walked = walkQuantity(quantity, opposite);
    if (walked.filled.sign() === 0) {
      return null;
    }
    notional = walked.notional;
    complete = walked.filled.compare(quantity) === 0;
  }
  const fee = feeOn(notional, symbol, quoteDecimals);
  const total = draft.side === 'BUY' ? notional.plus(fee) : notional.minus(fee);
  const filled = draft.type === 'LIMIT' ? quantity : walkQuantity(quantity, opposite).filled;
  return {
    notional: notional.toString(),
    fee: fee.toString(),
    total: total.toString(),
    averagePrice: notional.dividedBy(filled, symbol.priceDecimals, 'HALF_UP').toString(),
    complete,
  };
}

/**
 * The largest quantity, in whole lots, that `percent` of the available balance covers; null when
 * the price is not known. A buyer's fee is left room for.
 */
export function quantityFor(
  percent: number,
  side: Side,
  type: 'LIMIT' | 'MARKET',
  price: string,
  available: string,
  symbol: MarketSymbol,
  opposite: readonly BookLevel[],
  quoteDecimals: number,
): string | null {
  const lot = Decimal.of(symbol.lotSize);
  const budget = Decimal.of(available)
    .times(Decimal.of(String(percent)))
    .dividedBy(HUNDRED, 18, 'DOWN');
  if (side === 'SELL') {
    return capped(budget.flooredTo(lot), symbol);
  }
  const rate = BASIS_POINTS.plus(Decimal.of(String(symbol.takerFeeBasisPoints)));
  // The fee is rounded up to the quote asset's smallest amount: that much stays out of the sum.
  const smallest = Decimal.of('1').dividedBy(
    Decimal.of(`1${'0'.repeat(quoteDecimals)}`),
    quoteDecimals,
    'UP',
  );
  const spendable = budget.minus(smallest).times(BASIS_POINTS).dividedBy(rate, 18, 'DOWN');
  if (spendable.sign() <= 0) {
    return Decimal.ZERO.rounded(lot.scale, 'DOWN').toString();
  }
  if (type === 'LIMIT') {
    const each = positive(price);
    return each ? capped(spendable.dividedBy(each, 18, 'DOWN').flooredTo(lot), symbol) : null;
  }
  return opposite.length > 0
    ? capped(walkNotional(spendable, opposite).flooredTo(lot), symbol)
    : null;
}

function capped(quantity: Decimal, symbol: MarketSymbol): string {
  const most = Decimal.of(symbol.maximumQuantity);
  return (quantity.compare(most) > 0 ? most : quantity).toString();
}

function feeOn(notional: Decimal, symbol: MarketSymbol, quoteDecimals: number): Decimal {
  return notional
    .times(Decimal.of(String(symbol.takerFeeBasisPoints)))
    .dividedBy(BASIS_POINTS, quoteDecimals, 'UP');
}

function walkQuantity(
  quantity: Decimal,
  levels: readonly BookLevel[],
): { filled: Decimal; notional: Decimal } {
  let open = quantity;
  let notional = Decimal.ZERO;
  for (const level of levels) {
    const there = Decimal.of(level.quantity);
    const taken = there.compare(open) < 0 ? there : open;
    notional = notional.plus(taken.times(Decimal.of(level.price)));
    open = open.minus(taken);
    if (open.sign() === 0) {
      break;
    }
  }
  return { filled: quantity.minus(open), notional };
}

function walkNotional(spendable: Decimal, levels: readonly BookLevel[]): Decimal {
  let money = spendable;
  let quantity = Decimal.ZERO;
  for (const level of levels) {
    const price = Decimal.of(level.price);
    const there = Decimal.of(level.quantity);
    const cost = price.times(there);
    if (cost.compare(money) > 0) {
      return quantity.plus(money.dividedBy(price, 18, 'DOWN'));
    }
    quantity = quantity.plus(there);
    money = money.minus(cost);
  }
  return quantity;
}

function positive(text: string): Decimal | null {
  const value = Decimal.parse(text);
  return value && value.sign() > 0 ? value : null;
}
