package bourse.withdrawals;

import bourse.kyc.ClientLevel;
import bourse.kyc.ClientLevels;
import bourse.kyc.Limits;
import bourse.platform.time.WallClock;
import bourse.withdrawals.Withdrawal.Counted;
import bourse.withdrawals.Withdrawal.Gates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * How much goes out without a person. What is over a limit is not refused: its funds are held, and
 * one of the staff decides. What came back counts no more; everything else does, also what waits,
 * so that many small ones asked for at once are no way around.
 */
final class Allowance {
  private static final int DECIMALS = 8;

  /** What is left of a client's level. */
  record Left(ClientLevel level, Optional<BigDecimal> left) {}

  private final WithdrawalsConfig config;
  private final ClientLevels levels;
  private final WithdrawalStore store;
  private final Rates rates;
  private final WallClock clock;

  Allowance(
      WithdrawalsConfig config,
      ClientLevels levels,
      WithdrawalStore store,
      Rates rates,
      WallClock clock) {
    this.config = config;
    this.levels = levels;
    this.store = store;
    this.rates = rates;
    this.clock = clock;
  }

  ClientLevel level(UUID user) {
    return levels.of(user);
  }

  /** What an amount counts as for a client of this level; empty without a rate that is good. */
  Optional<Counted> counted(ClientLevel level, String currency, BigDecimal amount) {
    return rates
        .of(currency, level.currency())
        .map(rate ->
            new Counted(
                amount.multiply(rate.value()).setScale(DECIMALS, RoundingMode.UP),
                level.currency(),
                rate));
  }

  /** What is left at the moment; in a transaction that reads. */
  Left left(Handle handle, UUID user) {
    ClientLevel level = levels.of(user);
    return new Left(level, left(handle, user, level));
  }

  private Optional<BigDecimal> left(Handle handle, UUID user, ClientLevel level) {
    return level
        .withdrawals()
        .left(
            moved(handle, user, level, Limits.DAY).amount(),
            moved(handle, user, level, Limits.MONTH).amount());
  }

  private WithdrawalStore.Moved moved(
      Handle handle, UUID user, ClientLevel level, java.time.Duration within) {
    Instant since = clock.instant().minus(within);
    return store.movedSince(handle, user, since, level.currency());
  }

  /**
   * What people have to do before a withdrawal goes, in the transaction that keeps it and in which
   * nobody else asks for one of the same user.
   */
  Gates gates(
      Handle handle, UUID user, ClientLevel level, Optional<Counted> counted, boolean isOwn) {
    List<String> reasons = new ArrayList<>();
    if (counted.isEmpty()) {
      reasons.add("There is no rate in " + level.currency() + " that is new enough.");
    } else if (config.levelLimits()) {
      addLimit(reasons, level, left(handle, user, level), counted.get().amount());
    }
    WithdrawalStore.Moved today = moved(handle, user, level, Limits.DAY);
    if (config.levelLimits() && today.uncounted() > 0) {
      reasons.add(
          "Of " + today.uncounted() + " within 24 hours it is not known what they count as.");
    }
    if (today.number() >= config.mostPerDay()) {
      reasons.add("More than " + config.mostPerDay() + " withdrawals within 24 hours.");
    }
    if (!isOwn) {
      reasons.add("The beneficiary's name is not the client's.");
    }
    boolean isMuch =
        counted.map(one -> one.amount().compareTo(config.approvalThreshold()) > 0).orElse(true);
    int approvals = isMuch ? config.approvals() : 0;
    return new Gates(reasons, reasons.isEmpty() ? approvals : Math.max(1, approvals));
  }

  private static void addLimit(
      List<String> reasons, ClientLevel level, Optional<BigDecimal> left, BigDecimal amount) {
    left.filter(most -> amount.compareTo(most) > 0)
        .ifPresent(most ->
            reasons.add(
                "The level "
                    + level.name()
                    + " leaves "
                    + Rows.text(most)
                    + " "
                    + level.currency()
                    + " at the moment; this counts as "
                    + Rows.text(amount)
                    + "."));
  }
}
