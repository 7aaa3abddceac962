package bourse.engine;

/**
 * How a market's reference price is found, and what lies around it; the same for the engine and for
 * whoever shows it. All prices in ticks, 0 for none.
 */
public final class ReferencePrice {
  /** What a reference price is. */
  public enum Source {
    /** Set by an operator or a feed, and not stale. */
    SET,
    /** The price of the last trade, also in an auction. */
    TRADE,
    /** The middle of best bid and best ask, rounded down to a tick. */
    BOOK,
    NONE
  }

  private static final long PARTS = 10_000;

  private ReferencePrice() {}

  /**
   * Which of these the reference price is: the first that there is.
   *
   * @param freshTicks what was set and is not stale
   */
  public static Source source(long freshTicks, long lastTicks, long bidTicks, long askTicks) {
    if (freshTicks != 0) {
      return Source.SET;
    }
    if (lastTicks != 0) {
      return Source.TRADE;
    }
    return bidTicks != 0 && askTicks != 0 ? Source.BOOK : Source.NONE;
  }

  /** The reference price that {@link #source} names; 0 for none. */
  public static long ticks(long freshTicks, long lastTicks, long bidTicks, long askTicks) {
    return switch (source(freshTicks, lastTicks, bidTicks, askTicks)) {
      case SET -> freshTicks;
      case TRADE -> lastTicks;
      // In an auction the bid may be above the ask.
      case BOOK -> bidTicks + Math.floorDiv(askTicks - bidTicks, 2);
      case NONE -> 0;
    };
  }

  /** The highest price within so many basis points, rounded to the reference; no limit for 0. */
  public static long highest(long referenceTicks, int basisPoints) {
    if (basisPoints == 0) {
      return Long.MAX_VALUE;
    }
    long high = referenceTicks + width(referenceTicks, basisPoints);
    return high < 0 ? Long.MAX_VALUE : high;
  }

  /** The lowest price within so many basis points, rounded to the reference; 0 for no limit. */
  public static long lowest(long referenceTicks, int basisPoints) {
    return basisPoints == 0 ? 0 : Math.max(0, referenceTicks - width(referenceTicks, basisPoints));
  }

  /** reference × basis points ÷ 10000, rounded down. */
  private static long width(long referenceTicks, int basisPoints) {
    long whole = referenceTicks / PARTS;
    if (whole > Long.MAX_VALUE / 4 / basisPoints) {
      return Long.MAX_VALUE / 2;
    }
    return whole * basisPoints + referenceTicks % PARTS * basisPoints / PARTS;
  }
}
