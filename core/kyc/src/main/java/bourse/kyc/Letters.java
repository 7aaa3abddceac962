package bourse.kyc;

import bourse.kyc.LabelStore.Notice;
import bourse.notification.Mail;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What clients are written about their cases. Reasons and personal data stay out of mail: they are
 * read after a log-in.
 *
 * @param venue who writes
 */
record Letters(String venue) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** About the status of a case; empty when there is nothing to tell. */
  Optional<Mail> of(KycCase kycCase, String recipient) {
    return switch (kycCase.status()) {
      case DRAFT, SUBMITTED, CLAIMED, EXPIRED -> Optional.empty();
      case ASKED_AGAIN ->
          Optional.of(
              mail(
                  recipient,
                  "We need something more from you",
                  "To verify you for the level %s we need something more. Log in to read what it is."
                      .formatted(kycCase.level())));
      case APPROVED ->
          Optional.of(
              mail(
                  recipient,
                  "You are verified",
                  "What you told us for the level %s is verified.".formatted(kycCase.level())));
      case REJECTED ->
          Optional.of(
              mail(
                  recipient,
                  "You are not verified",
                  "We could not verify you for the level %s. Log in to read why."
                      .formatted(kycCase.level())));
    };
  }

  /**
   * About the end of a label.
   *
   * @param end when it ends or ended
   * @param grace for which it counts after that
   */
  Mail ending(Notice notice, String recipient, Instant end, Duration grace) {
    String last = DAY.format(end.plus(grace));
    return switch (notice) {
      case SOON ->
          mail(
              recipient,
              "Your document expires soon",
              "The document that you were verified with expires on %s. Log in and show a new one."
                  .formatted(DAY.format(end)));
      case EXPIRED ->
          mail(
              recipient,
              "Your document has expired",
              "The document that you were verified with has expired. Log in and show a new one before %s: after that you can only cancel orders."
                  .formatted(last));
      case LAPSED ->
          mail(
              recipient,
              "You can only cancel orders",
              "The document that you were verified with expired on %s, and you have shown no new one. Until you do, you can cancel orders and place none."
                  .formatted(DAY.format(end)));
    };
  }

  private Mail mail(String recipient, String subject, String text) {
    return new Mail(recipient, venue + ": " + subject, "Hello,\n\n" + text + "\n\n" + venue + "\n");
  }
}
