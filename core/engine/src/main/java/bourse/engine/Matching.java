package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.SelfTradePrevention;

/** Trades by price, then time, at the price of the order that was there first. */
final class Matching {
  private final Facts facts;
  private final Ledger ledger;
  private final OpenOrders orders;
  private long lastTradeId;

  Matching(Facts facts, Ledger ledger, OpenOrders orders) {
    this.facts = facts;
    this.ledger = ledger;
    this.orders = orders;
  }

  long lastTradeId() {
    return lastTradeId;
  }

  /** Goes on counting where a snapshot stopped. */
  void countFrom(long lastTradeId) {
    this.lastTradeId = lastTradeId;
  }

  /** The order trades with what it crosses; the rest stays in the book, or ends. */
  void enter(Order order, long logTimeMicros) {
    long limit = executionLimit(order);
    PriceLadder opposite = order.market.ladder(!order.isBuy);
    int fills = 0;
    while (order.openLots > 0 && crosses(order.isBuy, limit, opposite.best())) {
      if (fills == ExchangeEngine.FILL_LIMIT) {
        endEntered(order, DoneReason.FILL_LIMIT, logTimeMicros);
        return;
      }
      PriceLevel level = opposite.best();
      fills++;
      if (level.first.account != order.account
          || order.selfTradePrevention == SelfTradePrevention.NONE) {
        fill(order, level, opposite, logTimeMicros);
      } else if (endsByMeeting(order, level.first, logTimeMicros)) {
        endEntered(order, DoneReason.SELF_TRADE_PREVENTED, logTimeMicros);
        return;
      }
    }
    if (order.openLots == 0) {
      endEntered(order, whenNothingIsOpen(order), logTimeMicros);
    } else if (order.market.hasExecutionRange
        && crosses(order.isBuy, worstPrice(order), opposite.best())) {
      endEntered(order, DoneReason.EXECUTION_RANGE, logTimeMicros);
    } else if (order.timeInForce.rests()) {
      rest(order);
    } else if (order.isMarket() && fills == 0) {
      endEntered(order, DoneReason.NO_LIQUIDITY, logTimeMicros);
    } else {
      endEntered(order, DoneReason.UNFILLED_REST, logTimeMicros);
    }
  }

  /** Takes a resting order out of the book; it still lives. */
  static void leaveBook(Order order) {
    PriceLevel level = order.level;
    level.remove(order);
    if (order.special != null) {
      level.hiddenLots -= order.special.hiddenLots;
    }
    if (level.orders == 0) {
      order.market.ladder(order.isBuy).remove(level);
    }
  }

  /**
   * Puts an order back in front of one that rests at its price, or behind all when that is null.
   */
  static void returnToBook(Order order, Order behind) {
    PriceLevel level = order.market.ladder(order.isBuy).levelAt(order.priceTicks);
    if (order.special != null) {
      level.hiddenLots += order.special.hiddenLots;
    }
    level.insert(order, behind);
  }

  /** Whether an order with this limit trades with this level of the other side, or null. */
  static boolean crosses(boolean isBuy, long limit, PriceLevel level) {
    return level != null && (isBuy ? level.priceTicks <= limit : level.priceTicks >= limit);
  }

  /** A market order takes any price. */
  static long worstPrice(boolean isBuy, boolean isMarket, long priceTicks) {
    return !isMarket ? priceTicks : isBuy ? Long.MAX_VALUE : 0;
  }

  /** The worst price at which it may trade, as its market's reference price is now. */
  static long executionLimit(Order order) {
    long worst = worstPrice(order);
    return order.market.hasExecutionRange ? order.market.executionLimit(order.isBuy, worst) : worst;
  }

  private static DoneReason whenNothingIsOpen(Order order) {
    return order.special == null ? DoneReason.FILLED : order.special.whenNothingIsOpen;
  }

  static long worstPrice(Order order) {
    return worstPrice(order.isBuy, order.isMarket(), order.priceTicks);
  }

  private void fill(Order taker, PriceLevel level, PriceLadder ladder, long logTimeMicros) {
    Order maker = level.first;
    Market market = taker.market;
    Order buyer = taker.isBuy ? taker : maker;
    Order seller = taker.isBuy ? maker : taker;
    long lots = Math.min(maker.openLots, taker.openLots);
    // Neither product overflows: the maker's hold was checked for more lots at this price.
    long notional = level.priceTicks * lots * market.quoteUnitsPerTickLot;
    long baseUnits = lots * market.lotUnits;
    long tradeId = ++lastTradeId;
    market.lastPriceTicks = level.priceTicks;
    if (market.triggers() != null) {
      market.triggers().printed(level.priceTicks, orders.reached());
    }

    maker.openLots -= lots;
    maker.filledLots += lots;
    level.openLots -= lots;
    taker.openLots -= lots;
    taker.filledLots += lots;
    long takerFee = charge(taker, notional, taker.takerRate);
    long makerFee =
        maker.makerRate < 0
            ? -Math.min(Fees.rebate(notional, maker.makerRate), takerFee)
            : charge(maker, notional, maker.makerRate);
    facts.traded(tradeId, maker, makerFee, taker, takerFee, lots);
    buyer.held -= notional;
    ledger.trade(buyer.quote, seller.quote, notional, tradeId);
    seller.held -= baseUnits;
    ledger.trade(seller.base, buyer.base, baseUnits, tradeId);
    if (makerFee >= 0) {
      collect(maker, makerFee, tradeId);
      collect(taker, takerFee, tradeId);
    } else {
      collect(taker, takerFee, tradeId);
      ledger.rebate(market.feeRevenue, maker.quote, -makerFee, tradeId);
    }

    if (maker.openLots > 0) {
      orders.releaseExcess(maker);
      return;
    }
    if (maker.special != null && maker.special.hiddenLots > 0) {
      refill(maker);
      return;
    }
    level.remove(maker);
    if (level.orders == 0) {
      ladder.remove(level);
    }
    orders.end(maker, DoneReason.FILLED, true, logTimeMicros);
  }

  /** Nothing of an iceberg is shown any more: it shows its next part, behind all others. */
  private void refill(Order order) {
    PriceLevel level = order.level;
    level.remove(order);
    order.openLots = Math.min(order.special.displayLots, order.special.hiddenLots);
    order.special.hiddenLots -= order.openLots;
    level.hiddenLots -= order.openLots;
    level.append(order);
    facts.concealed(order, -order.openLots);
    orders.releaseExcess(order);
  }

  /** The order meets one of its own account. True when it ends by that. */
  private boolean endsByMeeting(Order taker, Order maker, long logTimeMicros) {
    long lots = Math.min(maker.openLots, taker.openLots);
    return switch (taker.selfTradePrevention) {
      case CANCEL_NEWEST -> {
        facts.selfTradePrevented(maker, taker, lots);
        yield true;
      }
      case CANCEL_OLDEST -> {
        facts.selfTradePrevented(maker, taker, lots);
        endPrevented(maker, logTimeMicros);
        yield false;
      }
      case CANCEL_BOTH -> {
        facts.selfTradePrevented(maker, taker, lots);
        endPrevented(maker, logTimeMicros);
        yield true;
      }
      case DECREMENT_AND_CANCEL -> {
        maker.openLots -= lots;
        maker.level.openLots -= lots;
        taker.openLots -= lots;
        facts.selfTradePrevented(maker, taker, lots);
        if (maker.openLots > 0) {
          orders.releaseExcess(maker);
        } else if (maker.special != null && maker.special.hiddenLots > 0) {
          refill(maker);
        } else {
          endPrevented(maker, logTimeMicros);
        }
        yield taker.openLots == 0;
      }
      case NONE -> throw new InvariantBroken("Order " + taker.id + " was to trade with its own");
    };
  }

  private void endPrevented(Order maker, long logTimeMicros) {
    leaveBook(maker);
    orders.end(maker, DoneReason.SELF_TRADE_PREVENTED, true, logTimeMicros);
  }

  /** The fee of one fill, which the order from now on has paid. */
  private static long charge(Order order, long notional, int rate) {
    if (rate == 0) {
      return 0;
    }
    long fee = Fees.fee(notional, rate, order.feeCredit);
    order.feeCredit = Fees.creditAfter(notional, rate, order.feeCredit);
    return fee;
  }

  /** A buyer pays the fee out of the hold, a seller out of the proceeds. */
  private void collect(Order order, long fee, long tradeId) {
    if (fee == 0) {
      return;
    }
    if (order.isBuy) {
      order.held -= fee;
      ledger.fee(order.quote, Bucket.RESERVED, order.market.feeRevenue, fee, tradeId);
    } else {
      ledger.fee(order.quote, Bucket.AVAILABLE, order.market.feeRevenue, fee, tradeId);
    }
  }

  private void rest(Order order) {
    PriceLevel level = order.market.ladder(order.isBuy).levelAt(order.priceTicks);
    if (order.special != null && order.special.displayLots > 0) {
      order.special.hiddenLots = Math.max(0, order.openLots - order.special.displayLots);
      order.openLots -= order.special.hiddenLots;
      level.hiddenLots += order.special.hiddenLots;
    }
    level.append(order);
    orders.index(order);
    facts.rested(order);
    orders.releaseExcess(order);
  }

  private void endEntered(Order order, DoneReason reason, long logTimeMicros) {
    if (order.isMarket() && order.isBuy && order.held != 0) {
      throw new InvariantBroken(
          "Market order " + order.id + " was to cost " + order.held + " more than it did");
    }
    orders.end(order, reason, false, logTimeMicros);
  }
}
