package bourse.kyc;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much may come in or go out, in the currency of the levels; empty is without limit, and 0
 * nothing at all. Both times end now and move with it, so that nobody takes two days' worth around
 * midnight.
 *
 * @param day within {@link #DAY}
 * @param month within {@link #MONTH}
 */
public record Limits(Optional<BigDecimal> day, Optional<BigDecimal> month) {
  /** What a day is to a limit. */
  public static final Duration DAY = Duration.ofHours(24);

  /** What a month is to a limit. */
  public static final Duration MONTH = Duration.ofDays(30);

  public Limits {
    if (day.isPresent() && month.isPresent() && day.get().compareTo(month.get()) > 0) {
      throw new IllegalArgumentException("More in a day than in a month");
    }
  }

  /**
   * How much more may be moved.
   *
   * @param withinDay what was moved within {@link #DAY}, in the currency of the levels
   * @param withinMonth what was moved within {@link #MONTH}, that of the day among it
   * @return at least 0; empty is without limit
   */
  public Optional<BigDecimal> left(BigDecimal withinDay, BigDecimal withinMonth) {
    return Stream.of(
            day.map(most -> most.subtract(withinDay)),
            month.map(most -> most.subtract(withinMonth)))
        .flatMap(Optional::stream)
        .min(BigDecimal::compareTo)
        .map(left -> left.max(BigDecimal.ZERO));
  }
}
