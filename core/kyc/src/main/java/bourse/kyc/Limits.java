package bourse.kyc;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * How much may come in or go out, in the currency of the levels; empty is without limit, and 0
 * nothing at all.
 *
 * @param day within 24 hours
 * @param month within a month
 */
record Limits(Optional<BigDecimal> day, Optional<BigDecimal> month) {
  Limits {
    if (day.isPresent() && month.isPresent() && day.get().compareTo(month.get()) > 0) {
      throw new IllegalArgumentException("More in a day than in a month");
    }
  }
}
