package bourse.engine;

/** Parts of large numbers, without an overflow on the way. */
final class PriceMath {
  private PriceMath() {}

  /**
   * {@code value * numerator / denominator}, rounded down. The numerator is at most the
   * denominator, which is small.
   */
  static long part(long value, long numerator, long denominator) {
    long whole = value / denominator;
    long rest = value % denominator;
    return whole * numerator + rest * numerator / denominator;
  }
}
