package bourse.engine;

import bourse.domain.SelfTradePrevention;

/**
 * What an incoming order would trade if it came now: an answer without a change. Walks the other
 * side by price and time just as {@link Matching} does, and stops where that would.
 */
final class Sweep {
  private long lots;
  private long notional;
  private long left;
  private int fillsLeft;

  /** Lots that can be had. */
  long lots() {
    return lots;
  }

  /** What they are worth at the makers' prices; -1 when that does not fit a long. */
  long notional() {
    return notional;
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
    lots = 0;
    notional = 0;
    left = wanted;
    fillsLeft = ExchangeEngine.FILL_LIMIT;
    boolean meetsNone = prevention == SelfTradePrevention.NONE || !account.hasOrders();
    PriceLadder opposite = market.ladder(!isBuy);
    PriceLevel level = opposite.best();
    while (left > 0 && fillsLeft > 0 && Matching.crosses(isBuy, limitTicks, level)) {
      if (meetsNone && level.openLots <= left && level.orders <= fillsLeft) {
        fillsLeft -= level.orders;
        take(market, level, level.openLots);
      } else {
        walk(market, level, meetsNone ? null : account, prevention);
      }
      level = opposite.next(level);
    }
  }

  private void walk(Market market, PriceLevel level, Account own, SelfTradePrevention prevention) {
    for (Order maker = level.first;
        maker != null && left > 0 && fillsLeft > 0;
        maker = maker.next) {
      fillsLeft--;
      if (maker.account != own) {
        take(market, level, Math.min(maker.openLots, left));
      } else {
        switch (prevention) {
          case CANCEL_NEWEST, CANCEL_BOTH -> left = 0;
          case DECREMENT_AND_CANCEL -> left -= Math.min(maker.openLots, left);
          case CANCEL_OLDEST, NONE -> {
            // The order goes on behind it.
          }
        }
      }
    }
  }

  private void take(Market market, PriceLevel level, long taken) {
    lots += taken;
    left -= taken;
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
