package bourse.engine;

import bourse.domain.FeeRate;

/**
 * Fees in hundredths of a basis point, rounded up once per order, not once per fill: after any
 * number of fills an order has paid the smallest whole number of units that is not less than the
 * sum of notional × rate. What was paid beyond that exact sum is the order's credit, in millionths
 * of a unit, 0..999999, and counts for the next fill.
 *
 * <p>So a hold of notional + {@link #fee}(notional, highest rate, credit) always suffices, however
 * the order is filled: rounding up the whole once is what the parts add up to, and a lower rate
 * gives less.
 */
final class Fees {
  private static final int PARTS = FeeRate.MAXIMUM_RATE;

  private Fees() {}

  /** What the next fill of this notional costs. Never overflows, never more than the notional. */
  static long fee(long notional, int rate, int credit) {
    long whole = notional / PARTS;
    return whole * rate + unitsUp(due(notional, rate, credit));
  }

  /** The credit after that fill. */
  static int creditAfter(long notional, int rate, int credit) {
    long due = due(notional, rate, credit);
    return (int) (unitsUp(due) * PARTS - due);
  }

  /** The highest notional that costs no more than the amount, with the fee of one fill. */
  static long notionalFor(long amount, int rate) {
    return PriceMath.part(amount, PARTS, PARTS + rate);
  }

  /** The highest notional that brings no more than the amount, after the fee of one fill. */
  static long notionalAfter(long amount, int rate) {
    long share = (long) PARTS - rate;
    if (share == 0 || amount / share >= Long.MAX_VALUE / PARTS - 1) {
      return Long.MAX_VALUE;
    }
    // The lowest notional that brings amount + 1 is that times parts per share, rounded up.
    long more = amount + 1;
    long rest = more % share * PARTS;
    return more / share * PARTS + (rest + share - 1) / share - 1;
  }

  /** What is due beyond whole multiples of the rate, in parts; above -1000000. */
  private static long due(long notional, int rate, int credit) {
    return (notional % PARTS) * rate - credit;
  }

  /**
   * What a maker gets for a fill by a rate below 0: rounded down, and so never above what a taker
   * pays by the same rate.
   */
  static long rebate(long notional, int rate) {
    return notional / PARTS * -rate + notional % PARTS * -rate / PARTS;
  }

  private static long unitsUp(long parts) {
    return parts <= 0 ? 0 : (parts + PARTS - 1) / PARTS;
  }
}
