package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.MarketState;
import bourse.domain.SelfTradePrevention;

/** Trades by price, then time, at the price of the order that was there first. */
final class Matching {
  private final Facts facts;
  private final Ledger ledger;
  private final OpenOrders orders;
  private final Auctions auctions;
  private final TradedVolumes volumes;
  private long lastTradeId;

  Matching(
      Facts facts, Ledger ledger, OpenOrders orders, Auctions auctions, TradedVolumes volumes) {
    this.facts = facts;
    this.ledger = ledger;
    this.orders = orders;
    this.auctions = auctions;
    this.volumes = volumes;
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
    if (order.market.state == MarketState.AUCTION) {
      join(order, logTimeMicros);
      return;
    }
    long reference = 0;
    long limit = worstPrice(order);
    if (order.market.hasExecutionRange) {
      // As it is before the order trades, so that it can't drag its own limit along.
      reference = order.market.referenceTicks();
      limit = order.market.executionLimit(order.isBuy, limit, reference);
    }
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
    if (order.special != null && order.special.list != null && order.filledLots > 0) {
      orders.lists().executed(order, logTimeMicros);
    }
    if (order.market.hasExecutionRange && stops(order, limit, opposite.best())) {
      stop(order, opposite.best().priceTicks, reference, logTimeMicros);
    } else if (order.openLots == 0) {
      endEntered(order, whenNothingIsOpen(order), logTimeMicros);
    } else if (order.timeInForce.rests()) {
      rest(order);
    } else if (order.isMarket() && fills == 0) {
      endEntered(order, DoneReason.NO_LIQUIDITY, logTimeMicros);
    } else {
      endEntered(order, DoneReason.UNFILLED_REST, logTimeMicros);
    }
  }

  /**
   * Trades what an auction trades at its price: the best bids with the best asks, each first come
   * first.
   *
   * @param atMost so many fills
   * @return how many there were; fewer than that when no more can trade at the price
   */
  int uncross(Market market, long priceTicks, int atMost, long logTimeMicros) {
    int fills = 0;
    while (fills < atMost
        && crosses(false, priceTicks, market.bids.best())
        && crosses(true, priceTicks, market.asks.best())) {
      Order buy = market.bids.best().first;
      Order sell = market.asks.best().first;
      // Nobody takes in an auction; who came later is called so.
      boolean buysLater = buy.id > sell.id;
      fillAtOnePrice(buysLater ? sell : buy, buysLater ? buy : sell, priceTicks, logTimeMicros);
      fills++;
    }
    return fills;
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
    countVolume(maker, taker, notional, baseUnits, logTimeMicros);

    if (maker.special != null && maker.special.list != null) {
      orders.lists().executed(maker, logTimeMicros);
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

  /**
   * Both rest, and both pay their rate as makers; there is nobody whose fee a rebate would be of.
   */
  private void fillAtOnePrice(Order maker, Order taker, long priceTicks, long logTimeMicros) {
    Market market = taker.market;
    Order buyer = taker.isBuy ? taker : maker;
    Order seller = taker.isBuy ? maker : taker;
    long lots = Math.min(maker.openLots, taker.openLots);
    // No product overflows: the buyer's hold was checked for more lots at a price not below.
    long notional = priceTicks * lots * market.quoteUnitsPerTickLot;
    long tradeId = ++lastTradeId;
    market.lastPriceTicks = priceTicks;
    if (market.triggers() != null) {
      market.triggers().printed(priceTicks, market.held);
    }
    take(maker, lots);
    take(taker, lots);
    long makerFee = charge(maker, notional, Math.max(0, maker.makerRate));
    long takerFee = charge(taker, notional, Math.max(0, taker.makerRate));
    facts.auctionTraded(tradeId, priceTicks, maker, makerFee, taker, takerFee, lots);
    buyer.held -= notional;
    ledger.trade(buyer.quote, seller.quote, notional, tradeId);
    long baseUnits = lots * market.lotUnits;
    seller.held -= baseUnits;
    ledger.trade(seller.base, buyer.base, baseUnits, tradeId);
    collect(maker, makerFee, tradeId);
    collect(taker, takerFee, tradeId);
    countVolume(maker, taker, notional, baseUnits, logTimeMicros);
    afterAuctionFill(maker, logTimeMicros);
    afterAuctionFill(taker, logTimeMicros);
  }

  private static void take(Order order, long lots) {
    order.openLots -= lots;
    order.filledLots += lots;
    order.level.openLots -= lots;
  }

  private void afterAuctionFill(Order order, long logTimeMicros) {
    if (order.special != null && order.special.list != null) {
      orders.lists().executed(order, logTimeMicros);
    }
    if (order.openLots > 0) {
      orders.releaseExcess(order);
    } else if (order.special != null && order.special.hiddenLots > 0) {
      refill(order);
    } else {
      leaveBook(order);
      orders.end(order, DoneReason.FILLED, true, logTimeMicros);
    }
  }

  /**
   * The order joins an auction, where nothing trades yet. Its own account's orders that it would
   * trade with are dealt with here, by their ids: so no two of them ever meet when the auction
   * trades, whatever its price.
   */
  private void join(Order order, long logTimeMicros) {
    int met = 0;
    boolean prevents = order.selfTradePrevention != SelfTradePrevention.NONE;
    Order kept = null;
    Order own = prevents ? order.account.firstOrder : null;
    while (own != null) {
      boolean wasMet = wouldTrade(order, own);
      boolean isMet = wasMet;
      while (isMet) {
        if (met == ExchangeEngine.FILL_LIMIT) {
          endEntered(order, DoneReason.FILL_LIMIT, logTimeMicros);
          return;
        }
        met++;
        if (endsByMeeting(order, own, logTimeMicros)) {
          endEntered(order, DoneReason.SELF_TRADE_PREVENTED, logTimeMicros);
          return;
        }
        // An iceberg shows its next part.
        isMet =
            order.selfTradePrevention == SelfTradePrevention.DECREMENT_AND_CANCEL
                && own.openLots > 0;
      }
      boolean hasEnded = wasMet && own.level == null;
      kept = hasEnded ? kept : own;
      // Not what stood behind it: that may have been of its list, and gone with it.
      own = kept == null ? order.account.firstOrder : kept.nextOwn;
    }
    rest(order);
  }

  private static boolean wouldTrade(Order order, Order own) {
    return own.market == order.market
        && own.isBuy != order.isBuy
        && !own.isWaiting()
        && crosses(order.isBuy, order.priceTicks, own.level);
  }

  /**
   * Whether the order would go on to trade where its market does not let it. One by amount of which
   * nothing is open may have left an own order at a price where it does.
   */
  private static boolean stops(Order order, long limit, PriceLevel best) {
    boolean goesOn = order.openLots > 0 || whenNothingIsOpen(order) == DoneReason.EXECUTION_RANGE;
    return goesOn
        && crosses(order.isBuy, worstPrice(order), best)
        && !crosses(order.isBuy, limit, best);
  }

  /**
   * The order can't trade at the next price. Where that is too far for the market to trade on, it
   * stops for an auction, which the order's rest joins when it may rest.
   */
  private void stop(Order order, long nextTicks, long reference, long logTimeMicros) {
    if (!order.market.stopsAt(nextTicks, reference)) {
      endEntered(order, DoneReason.EXECUTION_RANGE, logTimeMicros);
      return;
    }
    auctions.halt(order.market, logTimeMicros);
    if (order.timeInForce.rests()) {
      join(order, logTimeMicros);
    } else {
      endEntered(order, DoneReason.VOLATILITY_HALT, logTimeMicros);
    }
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

  private void countVolume(
      Order maker, Order taker, long notional, long baseUnits, long logTimeMicros) {
    Market market = taker.market;
    if (market.countsVolume) {
      long volume = market.volume(notional, baseUnits);
      volumes.traded(maker.account, taker.account, volume, logTimeMicros);
    }
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
