package bourse.domain;

import java.math.BigDecimal;

/**
 * What a group of accounts pays in a symbol, from a volume on. Rates are in hundredths of a basis
 * point: 1 is a millionth.
 *
 * @param group 0 for all accounts
 * @param symbol 0 for all symbols
 * @param minimumVolume what the account has traded within {@link FeeSchedule#VOLUME_DAYS} days, at
 *     least, in units of the schedule's volume asset
 * @param makerRate below 0 for a rebate
 */
public record FeeRate(int group, int symbol, long minimumVolume, int makerRate, int takerRate) {
  /** Of one basis point. */
  public static final int PER_BASIS_POINT = 100;

  public static final int MAXIMUM_GROUP = 63;

  /** The whole notional. */
  public static final int MAXIMUM_RATE = 1_000_000;

  /** A rate at any volume. */
  public FeeRate(int group, int symbol, int makerRate, int takerRate) {
    this(group, symbol, 0, makerRate, takerRate);
  }

  /** Whether its numbers are in range. */
  public boolean isValid() {
    return group >= 0
        && group <= MAXIMUM_GROUP
        && symbol >= 0
        && minimumVolume >= 0
        && takerRate >= 0
        && takerRate <= MAXIMUM_RATE
        && makerRate >= -MAXIMUM_RATE
        && makerRate <= MAXIMUM_RATE;
  }

  /** A rate in basis points, with as few decimals as it takes. */
  public static BigDecimal basisPoints(int rate) {
    BigDecimal points = BigDecimal.valueOf(rate, 2).stripTrailingZeros();
    return points.scale() < 0 ? points.setScale(0) : points;
  }
}
