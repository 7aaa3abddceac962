package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.SelfTradePrevention;
import java.util.ArrayDeque;

/**
 * What an incoming order would trade if it came now: an answer without a change. Walks the other
 * side by price and time just as {@link Matching} does, and stops where that would.
 */
final class Sweep {
  /** One that rests, as the walk has left it so far. */
  private static final class Met {
    final Order order;
    long shown;
    long hidden;

    Met(Order order) {
      this.order = order;
      shown = order.openLots;
      hidden = order.special == null ? 0 : order.special.hiddenLots;
    }
  }

  private long lots;
  private long notional;
  private long left;
  private int fillsLeft;

  /** What is left of the level where the walk is. */
  private long levelLeft;

  private long metOwnLots;
  private boolean isSpent;
  private boolean isOutOfRange;

  /** Lots that can be had. */
  long lots() {
    return lots;
  }

  /** What they are worth at the makers' prices; -1 when that does not fit a long. */
  long notional() {
    return notional;
  }

  /** What an order by amount asks for: what it can have, and what it would meet of its own. */
  long wantedLots() {
    return lots + metOwnLots;
  }

  /** Whether nothing more can be had for the amount. */
  boolean isSpent() {
    return isSpent;
  }

  /** Why an order by amount ends once nothing of it is open. */
  DoneReason whenNothingIsOpen() {
    if (isSpent) {
      return lots == 0 ? DoneReason.AMOUNT_TOO_SMALL : DoneReason.FILLED;
    }
    if (isOutOfRange) {
      return DoneReason.EXECUTION_RANGE;
    }
    if (lots == 0) {
      return DoneReason.NO_LIQUIDITY;
    }
    return fillsLeft == 0 ? DoneReason.FILL_LIMIT : DoneReason.UNFILLED_REST;
  }

  /**
   * Walks.
   *
   * @param account whose order it is, and what it does when it meets another of its own
   * @param limitTicks the worst price
   * @param wanted lots
   */
  void walk(
      Market market,
      Account account,
      SelfTradePrevention prevention,
      boolean isBuy,
      long limitTicks,
      long wanted) {
    start();
    left = wanted;
    boolean meetsNone = prevention == SelfTradePrevention.NONE || !account.hasOrders();
    PriceLadder opposite = market.ladder(!isBuy);
    PriceLevel level = opposite.best();
    while (left > 0 && fillsLeft > 0 && Matching.crosses(isBuy, limitTicks, level)) {
      walk(market, level, meetsNone, account, prevention);
      level = opposite.next(level);
    }
  }

  /**
   * Walks at any price, lot by lot, until the next one would take it beyond an amount of the quote
   * asset.
   *
   * @param budget what the lots may be worth, before fees
   */
  void walkAmount(
      Market market, Account account, SelfTradePrevention prevention, boolean isBuy, long budget) {
    start();
    boolean meetsNone = prevention == SelfTradePrevention.NONE || !account.hasOrders();
    boolean goesOn = true;
    long worst = Matching.worstPrice(isBuy, true, 0);
    long limitTicks = market.hasExecutionRange ? market.executionLimit(isBuy, worst) : worst;
    PriceLadder opposite = market.ladder(!isBuy);
    for (PriceLevel level = opposite.best();
        goesOn && level != null && fillsLeft > 0;
        level = opposite.next(level)) {
      if (!Matching.crosses(isBuy, limitTicks, level)) {
        isOutOfRange = true;
        isSpent = false;
        return;
      }
      long lotValue = market.notional(level.priceTicks, 1);
      long affordable = lotValue < 0 ? 0 : (budget - notional) / lotValue;
      long maximum = Math.min(market.definition.maximumQuantityLots(), market.maximumMarketLots);
      long most = Math.min(affordable, maximum - lots);
      left = most;
      levelLeft = level.openLots + level.hiddenLots;
      if (left > 0) {
        walk(market, level, meetsNone, account, prevention);
      }
      goesOn = metOwnLots == 0 && lots < maximum && (left > 0 || levelLeft == 0);
      isSpent = (metOwnLots == 0 && lotValue > budget - notional) || lotValue < 0;
    }
  }

  private void start() {
    lots = 0;
    notional = 0;
    metOwnLots = 0;
    isSpent = false;
    isOutOfRange = false;
    fillsLeft = ExchangeEngine.FILL_LIMIT;
  }

  private void walk(
      Market market,
      PriceLevel level,
      boolean meetsNone,
      Account account,
      SelfTradePrevention prevention) {
    if (level.hiddenLots > 0) {
      walkParts(market, level, meetsNone ? null : account, prevention);
    } else if (meetsNone && level.openLots <= left && level.orders <= fillsLeft) {
      fillsLeft -= level.orders;
      take(market, level, level.openLots);
    } else {
      Account own = meetsNone ? null : account;
      for (Order maker = level.first;
          maker != null && left > 0 && fillsLeft > 0;
          maker = maker.next) {
        meet(market, level, maker.account == own, prevention, maker.openLots, maker.openLots);
      }
    }
  }

  /** A level where icebergs show one part after the other, each behind all that is there. */
  private void walkParts(
      Market market, PriceLevel level, Account own, SelfTradePrevention prevention) {
    ArrayDeque<Met> queue = new ArrayDeque<>();
    for (Order maker = level.first; maker != null; maker = maker.next) {
      queue.add(new Met(maker));
    }
    while (!queue.isEmpty() && left > 0 && fillsLeft > 0) {
      Met met = queue.poll();
      boolean isOwn = met.order.account == own;
      long before = left;
      meet(market, level, isOwn, prevention, met.shown, met.shown + met.hidden);
      met.shown -= before - left;
      boolean leaves = isOwn && prevention == SelfTradePrevention.CANCEL_OLDEST;
      if (met.shown == 0 && met.hidden > 0 && !leaves) {
        met.shown = Math.min(met.order.special.displayLots, met.hidden);
        met.hidden -= met.shown;
        queue.add(met);
      }
    }
  }

  /** The order meets the next one. */
  private void meet(
      Market market,
      PriceLevel level,
      boolean isOwn,
      SelfTradePrevention prevention,
      long makerLots,
      long wholeLots) {
    fillsLeft--;
    long both = Math.min(makerLots, left);
    if (!isOwn) {
      take(market, level, both);
      return;
    }
    switch (prevention) {
      case CANCEL_NEWEST, CANCEL_BOTH -> {
        metOwnLots = both;
        left = 0;
      }
      case DECREMENT_AND_CANCEL -> left -= both;
      // The order goes on behind it.
      case CANCEL_OLDEST, NONE -> levelLeft -= wholeLots;
    }
  }

  private void take(Market market, PriceLevel level, long taken) {
    lots += taken;
    left -= taken;
    levelLeft -= taken;
    add(market.notional(level.priceTicks, taken));
  }

  private void add(long more) {
    if (notional >= 0) {
      notional = more < 0 ? -1 : notional + more;
      if (notional < 0) {
        notional = -1;
      }
    }
  }
}
