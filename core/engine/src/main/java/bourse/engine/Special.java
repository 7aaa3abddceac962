package bourse.engine;

import bourse.domain.DoneReason;

/** What few orders have beyond price and quantity; a plain order has none of this. */
final class Special {
  private static final long PARTS = 10_000;

  /** 0 when the order has a quantity from the start. */
  long quoteAmount;

  /**
   * What the market must reach; of a trailing stop what it would be now. 0 when it does not wait.
   */
  long triggerTicks;

  long trailTicks;
  long trailBasisPoints;

  /** What the book shows of it at a time; 0 for all. */
  long displayLots;

  /** What is open beyond {@link Order#openLots}. */
  long hiddenLots;

  /** Where it waits: its own market's prices, or, once one was reached, for its turn. */
  State state = State.ENTERED;

  /** Why it ends when nothing of it is open any more: its amount may not have been spent. */
  DoneReason whenNothingIsOpen = DoneReason.FILLED;

  /** Neighbours among the trailing stops of its market and side. */
  Order previousTrailing;

  Order nextTrailing;

  /** The list that it is a part of, or null. */
  OrderList list;

  /** Whether it waits for the working order of its list, or for its turn after that. */
  boolean isPending() {
    return state == State.PENDING || state == State.DUE;
  }

  enum State {
    /** The working order of its list is not filled yet. It is nowhere else. */
    PENDING,
    /** That one is filled: it waits for its turn, among those that were reached. */
    DUE,
    WAITS,
    REACHED,
    ENTERED
  }

  boolean isTrailing() {
    return (trailTicks | trailBasisPoints) != 0;
  }

  /** Where a trailing stop is while the market's best price is this. */
  long trailingTriggerTicks(boolean waitsForRise, long priceTicks) {
    long distance =
        trailTicks != 0
            ? trailTicks
            : Math.max(1, PriceMath.part(priceTicks, trailBasisPoints, PARTS));
    if (waitsForRise) {
      return priceTicks > Long.MAX_VALUE - distance ? Long.MAX_VALUE : priceTicks + distance;
    }
    return Math.max(0, priceTicks - distance);
  }
}
