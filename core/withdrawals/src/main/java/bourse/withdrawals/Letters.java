package bourse.withdrawals;

import bourse.notification.Mail;
import java.util.Optional;

/**
 * What clients are written about their withdrawals. Where it goes stays out of mail: that is read
 * after a log-in.
 *
 * @param venue who writes
 */
record Letters(String venue) {
  private static final String NOT_YOU =
      " If this was not you, change your password and tell us at once.";

  /** About a new status; empty when there is nothing to tell. */
  Optional<Mail> of(Withdrawal withdrawal, String recipient) {
    String amount = Rows.text(withdrawal.terms().amount()) + " " + withdrawal.terms().currency();
    return switch (withdrawal.status()) {
      case REQUESTED, UNCONFIRMED, SUBMITTED, ERRORED, DELAYED, APPROVED, CANCELLED ->
          Optional.empty();
      case IN_REVIEW, AWAITING_APPROVAL ->
          Optional.of(
              mail(
                  recipient,
                  "We look at your withdrawal",
                  "You confirmed a withdrawal of "
                      + amount
                      + ". Somebody of us looks at it before it goes; until then the amount is"
                      + " held."
                      + NOT_YOU));
      case SETTLED ->
          Optional.of(
              mail(
                  recipient,
                  "Your withdrawal has gone out",
                  "Your withdrawal of " + amount + " has gone out." + NOT_YOU));
      case FAILED, REFUSED, SKIPPED ->
          Optional.of(
              mail(
                  recipient,
                  "Your withdrawal did not go out",
                  "Your withdrawal of "
                      + amount
                      + " did not go out, and what was held for it is yours again. Log in to read"
                      + " why."));
      case RETURNED ->
          Optional.of(
              mail(
                  recipient,
                  "Your withdrawal came back",
                  "Your withdrawal of "
                      + amount
                      + " came back, and the amount is in your account again. Log in to read"
                      + " why."));
    };
  }

  /** When a client has confirmed one that goes without a person. */
  Mail confirmed(Withdrawal withdrawal, String recipient) {
    return mail(
        recipient,
        "You confirmed a withdrawal",
        "You confirmed a withdrawal of "
            + Rows.text(withdrawal.terms().amount())
            + " "
            + withdrawal.terms().currency()
            + "."
            + NOT_YOU);
  }

  /** When there is a new entry in an address book. */
  Mail added(Beneficiary beneficiary, String recipient) {
    return mail(
        recipient,
        "A new address for withdrawals",
        "A new address for withdrawals was added to your account. It can be used from "
            + beneficiary.usableAt()
            + " on."
            + NOT_YOU);
  }

  /** When a client turned the allow-list off. */
  Mail allowListOff(String recipient) {
    return mail(
        recipient,
        "Withdrawals to any address",
        "The list of allowed addresses of your account was turned off. Nothing goes out for a"
            + " while; after that, withdrawals go to any address."
            + NOT_YOU);
  }

  private Mail mail(String recipient, String subject, String text) {
    return new Mail(recipient, venue + ": " + subject, "Hello,\n\n" + text + "\n\n" + venue + "\n");
  }
}
