package bourse.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Between decimal texts, as people and JSON write them, and whole units, as the engine counts.
 * Exact in both directions: what does not fit gives an empty result, nothing is rounded.
 */
public final class Decimals {
  /** Longer texts are not numbers that anything here could hold. */
  public static final int MAXIMUM_LENGTH = 40;

  /** No scale and no text has more decimals. */
  public static final int MAXIMUM_SCALE = 18;

  private Decimals() {}

  /**
   * Reads a plain decimal: an optional minus, digits, and optionally a point and 1 to 18 digits. No
   * exponent, no plus, no spaces, no separators.
   */
  public static Optional<BigDecimal> parse(String text) {
    return isPlain(text) ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** How many {@code unit}s the value is, when it is a whole number of them that fits a long. */
  public static OptionalLong count(BigDecimal value, long unit, int scale) {
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.scale() > scale || stripped.precision() - stripped.scale() > MAXIMUM_LENGTH) {
      return OptionalLong.empty();
    }
    BigInteger[] parts =
        stripped.setScale(scale).unscaledValue().divideAndRemainder(BigInteger.valueOf(unit));
    return parts[1].signum() == 0 && parts[0].bitLength() <= 63
        ? OptionalLong.of(parts[0].longValue())
        : OptionalLong.empty();
  }

  /** {@code count} times {@code unit} times 10^-{@code scale}. */
  public static BigDecimal value(long count, long unit, int scale) {
    return Math.multiplyHigh(count, unit) == (count * unit) >> 63
        ? BigDecimal.valueOf(count * unit, scale)
        : new BigDecimal(BigInteger.valueOf(count).multiply(BigInteger.valueOf(unit)), scale);
  }

  /** {@code units} times 10^-{@code scale}, with exactly {@code scale} decimals. */
  public static String text(long units, int scale) {
    return BigDecimal.valueOf(units, scale).toPlainString();
  }

  private static boolean isPlain(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      return false;
    }
    int start = text.startsWith("-") ? 1 : 0;
    int point = text.indexOf('.');
    int end = point < 0 ? text.length() : point;
    if (text.length() - end - 1 > MAXIMUM_SCALE) {
      return false;
    }
    return isDigits(text, start, end) && (point < 0 || isDigits(text, point + 1, text.length()));
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }
}
