package bourse.withdrawals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a withdrawal is looked at again, should nobody wake it before. */
final class Schedule {
  /** So often in a row something may fail before a person has to look. */
  static final int MOST_ERRORS = 5;

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration STOPPED = Duration.ofSeconds(30);

  /** A transfer may come back for weeks. */
  private static final List<Duration> AFTER_SETTLEMENT =
      List.of(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(3),
          Duration.ofDays(7),
          Duration.ofDays(14),
          Duration.ofDays(14));

  private Schedule() {}

  /**
   * Empty when it waits for a person, or nothing is expected any more.
   *
   * @param delayedUntil until when nothing goes out of the account
   */
  static Optional<Instant> next(
      Withdrawal withdrawal, Instant now, Optional<Instant> delayedUntil) {
    int looks = withdrawal.progress().looks();
    return switch (withdrawal.status()) {
      case REQUESTED, SUBMITTED -> Optional.of(now.plus(grown(looks)));
      case UNCONFIRMED -> Optional.of(withdrawal.progress().expiresAt());
      case IN_REVIEW, AWAITING_APPROVAL, FAILED, RETURNED, REFUSED, CANCELLED, SKIPPED ->
          Optional.empty();
      case DELAYED -> Optional.of(delayedUntil.map(until -> soon(until, now)).orElse(now));
      case APPROVED -> Optional.of(now.plus(STOPPED));
      case ERRORED ->
          withdrawal.progress().attention().isPresent()
              ? Optional.empty()
              : Optional.of(now.plus(grown(withdrawal.progress().errors() * 2)));
      case SETTLED ->
          looks < AFTER_SETTLEMENT.size()
              ? Optional.of(now.plus(AFTER_SETTLEMENT.get(looks)))
              : Optional.empty();
    };
  }

  /** When what could not be booked is tried again. */
  static Instant bookAgain(Withdrawal withdrawal, Instant now) {
    return now.plus(grown(withdrawal.progress().looks()));
  }

  /** Not only when a delay ends by itself: the staff may end it before. */
  private static Instant soon(Instant until, Instant now) {
    Instant latest = now.plus(LONGEST);
    return until.isBefore(latest) ? until : latest;
  }

  private static Duration grown(int looks) {
    Duration grown = FIRST.multipliedBy(1L << Math.min(looks, 10));
    return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
  }
}
