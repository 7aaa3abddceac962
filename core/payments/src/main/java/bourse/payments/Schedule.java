package bourse.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a provider is asked again of a deposit, should no webhook come before. */
final class Schedule {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Money may still come after the time is over: a late webhook, a clock that is off. */
  private static final List<Duration> AFTER_THE_END =
      List.of(Duration.ofHours(1), Duration.ofDays(1));

  /** Payers may dispute a payment for about four months; after half a year nobody asks any more. */
  private static final List<Duration> AFTER_CREDIT =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(3));

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration HALF_A_YEAR = Duration.ofDays(180);

  private Schedule() {}

  /** Empty when nothing is expected any more. */
  static Optional<Instant> next(Deposit deposit, Instant now) {
    return switch (deposit.status()) {
      case CREATED, PENDING, SUCCEEDED -> Optional.of(now.plus(grown(deposit.looks())));
      case REQUIRES_ACTION ->
          Optional.of(
              earlier(
                  now.plus(grown(deposit.looks())),
                  now.isBefore(deposit.expiresAt())
                      ? deposit.expiresAt().plus(FIRST)
                      : Instant.MAX)); // nobody has said that it is over
      case FAILED, EXPIRED -> after(AFTER_THE_END, deposit.looks(), now);
      case CREDITED, REFUNDED, CHARGED_BACK -> afterCredit(deposit, now);
    };
  }

  private static Optional<Instant> afterCredit(Deposit deposit, Instant now) {
    if (deposit.owed().signum() > 0) {
      return Optional.of(now.plus(Duration.ofMinutes(10)));
    }
    if (now.isAfter(deposit.createdAt().plus(HALF_A_YEAR))) {
      return Optional.empty();
    }
    return Optional.of(after(AFTER_CREDIT, deposit.looks(), now).orElse(now.plus(WEEK)));
  }

  private static Optional<Instant> after(List<Duration> steps, int looks, Instant now) {
    return looks < steps.size() ? Optional.of(now.plus(steps.get(looks))) : Optional.empty();
  }

  private static Duration grown(int looks) {
    Duration grown = FIRST.multipliedBy(1L << Math.min(looks, 10));
    return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
