package bourse.engine;

import java.math.BigInteger;

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

  /**
   * {@code value * factor / divisor}, rounded down; {@code Long.MAX_VALUE} when that does not fit.
   * None is negative.
   */
  static long scaled(long value, long factor, long divisor) {
    long product = value * factor;
    if (product >= 0 && Math.multiplyHigh(value, factor) == 0) {
      return product / divisor;
    }
    BigInteger exact =
        BigInteger.valueOf(value)
            .multiply(BigInteger.valueOf(factor))
            .divide(BigInteger.valueOf(divisor));
    return exact.bitLength() < Long.SIZE ? exact.longValueExact() : Long.MAX_VALUE;
  }
}
