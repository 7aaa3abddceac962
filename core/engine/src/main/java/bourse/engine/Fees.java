package bourse.engine;

/**
 * Fees in basis points, rounded up once per order, not once per fill: after any number of fills an
 * order has paid the smallest whole number of units that is not less than the sum of notional ×
 * rate. What was paid beyond that exact sum is the order's credit, in ten-thousandths of a unit,
 * 0..9999, and counts for the next fill.
 *
 * <p>So a hold of notional + {@link #fee}(notional, highest rate, credit) always suffices, however
 * the order is filled: rounding up the whole once is what the parts add up to, and a lower rate
 * gives less.
 */
final class Fees {
  private static final int PARTS = 10_000;

  private Fees() {}

  /** What the next fill of this notional costs. Never overflows, never more than the notional. */
  static long fee(long notional, int basisPoints, int credit) {
    long whole = notional / PARTS;
    return whole * basisPoints + unitsUp(due(notional, basisPoints, credit));
  }

  /** The credit after that fill. */
  static int creditAfter(long notional, int basisPoints, int credit) {
    long due = due(notional, basisPoints, credit);
    return (int) (unitsUp(due) * PARTS - due);
  }

  /** What is due beyond whole multiples of the rate, in parts; above -10000. */
  private static long due(long notional, int basisPoints, int credit) {
    return (notional % PARTS) * basisPoints - credit;
  }

  private static long unitsUp(long parts) {
    return parts <= 0 ? 0 : (parts + PARTS - 1) / PARTS;
  }
}
