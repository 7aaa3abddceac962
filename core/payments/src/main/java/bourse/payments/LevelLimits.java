package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.kyc.ClientLevel;
import bourse.kyc.ClientLevels;
import bourse.kyc.Limits;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the level of a client leaves to pay in. What waits to be paid counts as well, so that many
 * deposits opened at once are no way around it; what failed or expired does not.
 */
final class LevelLimits implements DepositLimits {
  private final ClientLevels levels;
  private final DepositStore deposits;
  private final Map<String, BigDecimal> rates;
  private final WallClock clock;

  /**
   * @param rates what one unit of a currency counts as in the currency of the levels
   */
  LevelLimits(
      ClientLevels levels, DepositStore deposits, Map<String, BigDecimal> rates, WallClock clock) {
    this.levels = levels;
    this.deposits = deposits;
    this.rates = Map.copyOf(rates);
    this.clock = clock;
  }

  @Override
  public void require(UUID user, String currency, BigDecimal amount) {
    ClientLevel level = levels.of(user);
    Optional<BigDecimal> left =
        level.deposits().left(moved(user, Limits.DAY, level), moved(user, Limits.MONTH, level));
    if (left.isPresent() && counted(currency, amount, level).compareTo(left.get()) > 0) {
      throw new Fault(
          ErrorCode.DEPOSIT_LIMIT,
          "Your level, "
              + level.name()
              + ", lets you pay in "
              + DepositRoutes.plain(left.get()).toPlainString()
              + " "
              + level.currency()
              + " more at the moment.");
    }
  }

  private BigDecimal moved(UUID user, Duration within, ClientLevel level) {
    return deposits.openedSince(user, clock.instant().minus(within)).entrySet().stream()
        .map(sum -> counted(sum.getKey(), sum.getValue(), level))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal counted(String currency, BigDecimal amount, ClientLevel level) {
    if (currency.equals(level.currency())) {
      return amount;
    }
    BigDecimal rate = rates.get(currency);
    if (rate == null) {
      throw new Fault(
          ErrorCode.DEPOSIT_LIMIT,
          "Your level has a limit in "
              + level.currency()
              + ", and this venue has no rate by which "
              + currency
              + " counts; pay in another currency.");
    }
    return amount.multiply(rate);
  }
}
