package bourse.engine;

import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;

/** One symbol: its definition, unpacked for the inner loop, and its book. */
final class Market {
  final SymbolDefinition definition;
  final int id;
  final int baseIndex;
  final int quoteIndex;
  final long lotUnits;
  final long quoteUnitsPerTickLot;
  final int makerRate;
  final int takerRate;

  /** The highest fee rate that an order can meet. */
  final int holdRate;

  /** {@code Long.MAX_VALUE} for none. */
  final long maximumNotional;

  final long maximumMarketLots;

  /** Whether what an account has already may forbid its next order; see {@link AccountLimits}. */
  final boolean limitsAccounts;

  final Balance feeRevenue;
  final PriceLadder bids = new PriceLadder(true);
  final PriceLadder asks = new PriceLadder(false);

  /** The price of the last trade; 0 before the first. */
  long lastPriceTicks;

  Market(SymbolDefinition definition, int baseIndex, int quoteIndex, Balance feeRevenue) {
    this.definition = definition;
    this.id = definition.id();
    this.baseIndex = baseIndex;
    this.quoteIndex = quoteIndex;
    this.lotUnits = definition.lotUnits();
    this.quoteUnitsPerTickLot = definition.quoteUnitsPerTickLot();
    this.makerRate = definition.makerFeeBasisPoints();
    this.takerRate = definition.takerFeeBasisPoints();
    this.holdRate = Math.max(makerRate, takerRate);
    SymbolLimits limits = definition.limits();
    this.maximumNotional =
        limits.maximumNotional() == 0 ? Long.MAX_VALUE : limits.maximumNotional();
    this.maximumMarketLots =
        limits.maximumMarketLots() == 0 ? Long.MAX_VALUE : limits.maximumMarketLots();
    this.limitsAccounts = limits.maximumOpenOrders() != 0 || limits.maximumPositionUnits() != 0;
    this.feeRevenue = feeRevenue;
  }

  /** The side where orders rest that buy, or that sell. */
  PriceLadder ladder(boolean buys) {
    return buys ? bids : asks;
  }

  /** Price times quantity in units of the quote asset, or -1 when that does not fit a long. */
  long notional(long priceTicks, long lots) {
    return product(product(priceTicks, lots), quoteUnitsPerTickLot);
  }

  /** Whether an order's notional, -1 when no long holds it, is more than one order's may be. */
  boolean isAboveMaximum(long notional) {
    return notional > maximumNotional || (notional < 0 && maximumNotional != Long.MAX_VALUE);
  }

  /**
   * What an order must have reserved: a buy what it costs at its own price with the highest fee, a
   * sell what it sells. -1 when that does not fit a long.
   */
  long need(boolean isBuy, long priceTicks, long lots, boolean isFeeExempt, int feeCredit) {
    long notional = notional(priceTicks, lots);
    if (notional < 0) {
      return -1;
    }
    if (!isBuy) {
      return lots * lotUnits;
    }
    long fee = isFeeExempt ? 0 : Fees.fee(notional, holdRate, feeCredit);
    long need = notional + fee;
    return need < 0 ? -1 : need;
  }

  /** What a limit order must have reserved for its open rest. */
  long need(Order order) {
    return need(order.isBuy, order.priceTicks, order.openLots, order.isFeeExempt, order.feeCredit);
  }

  /** The product of two numbers that are not negative; -1 when it does not fit, or one was -1. */
  private static long product(long a, long b) {
    long low = a * b;
    return a < 0 || low < 0 || Math.multiplyHigh(a, b) != 0 ? -1 : low;
  }
}
