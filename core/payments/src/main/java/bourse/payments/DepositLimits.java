package bourse.payments;

import bourse.domain.Fault;
import java.math.BigDecimal;
import java.util.UUID;

/** How much a user may pay in. */
@FunctionalInterface
interface DepositLimits {
  /** Without limits. */
  DepositLimits NONE = (user, currency, amount) -> {};

  /**
   * Goes on only when the user may pay in this amount beside what was paid in before.
   *
   * @throws Fault {@code DEPOSIT_LIMIT}
   */
  void require(UUID user, String currency, BigDecimal amount);
}
