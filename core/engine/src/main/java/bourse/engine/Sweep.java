package bourse.engine;

/**
 * What an incoming order would trade if it came now: an answer without a change. Walks the other
 * side by price and time just as {@link Matching} does, and stops where that would.
 */
final class Sweep {
  private long lots;
  private long notional;

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
   * @param limitTicks the worst price
   * @param wanted lots
   */
  void walk(Market market, boolean isBuy, long limitTicks, long wanted) {
    lots = 0;
    notional = 0;
    int fillsLeft = ExchangeEngine.FILL_LIMIT;
    PriceLadder opposite = market.ladder(!isBuy);
    PriceLevel level = opposite.best();
    while (lots < wanted && fillsLeft > 0 && Matching.crosses(isBuy, limitTicks, level)) {
      long taken;
      if (level.openLots <= wanted - lots && level.orders <= fillsLeft) {
        taken = level.openLots;
        fillsLeft -= level.orders;
      } else {
        taken = 0;
        for (Order maker = level.first;
            maker != null && taken < wanted - lots && fillsLeft > 0;
            maker = maker.next) {
          taken += Math.min(maker.openLots, wanted - lots - taken);
          fillsLeft--;
        }
      }
      lots += taken;
      add(market.notional(level.priceTicks, taken));
      level = opposite.next(level);
    }
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
