package bourse.kyc;

import bourse.notification.Mail;
import java.util.Optional;

/**
 * What clients are written about their cases. Reasons and personal data stay out of mail: they are
 * read after a log-in.
 *
 * @param venue who writes
 */
record Letters(String venue) {
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

  private Mail mail(String recipient, String subject, String text) {
    return new Mail(recipient, venue + ": " + subject, "Hello,\n\n" + text + "\n\n" + venue + "\n");
  }
}
