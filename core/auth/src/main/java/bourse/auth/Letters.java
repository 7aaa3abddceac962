package bourse.auth;

import bourse.notification.Mail;
import bourse.platform.audit.Actor;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What users are written. Links begin with the address that the operator set, never with one that a
 * request named, and hold their token behind the {@code #}, which browsers send to nobody. Nothing
 * that a stranger may choose stands in a letter: so nobody can have us write to others in their
 * words.
 *
 * @param venue what the place is called
 * @param publicUrl where people reach the console, without a path
 */
record Letters(String venue, URI publicUrl) {
  /** Whom letters are addressed to that will not be sent. */
  static final String NOBODY = "nobody@localhost";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** How to show that the recipient reads this. */
  Mail verifyEmail(String recipient, String token) {
    return mail(
        recipient,
        "Confirm your address",
        """
        Somebody, probably you, opened an account at %s with this address.
        Confirm here that it is yours, within a day, and then log in:

        %s

        If it was not you, ignore this mail: nobody can use the account before, and it is removed after a while.
        """
            .formatted(venue, link("verify-email", token)));
  }

  /** How to choose a new password. */
  Mail resetPassword(String recipient, String token) {
    return mail(
        recipient,
        "Choose a new password",
        """
        Somebody, probably you, asked for a new password for your account at %s.
        Choose one here, within %d minutes:

        %s

        Your second factors stay as they are. If it was not you, ignore this mail: without the link nothing changes.
        """
            .formatted(
                venue,
                MailLinks.Purpose.RESET_PASSWORD.lifetime().toMinutes(),
                link("reset-password", token)));
  }

  /** That the recipient need not register, and how to choose a new password. */
  Mail registeredAlready(String recipient, String token) {
    return mail(
        recipient,
        "You have an account already",
        """
        Somebody, probably you, registered at %s with this address, which has an account. Nothing was changed.
        Log in with the password you have:

        %s

        or choose a new one here, within %d minutes:

        %s

        If it was not you, ignore this mail.
        """
            .formatted(
                venue,
                publicUrl,
                MailLinks.Purpose.RESET_PASSWORD.lifetime().toMinutes(),
                link("reset-password", token)));
  }

  /** That somebody logged in from a new place, and how to stop it. */
  Mail newPlace(String recipient, String token, Instant when, Actor actor) {
    return mail(
        recipient,
        "A login from a new place",
        """
        Somebody logged in to your account at %s on %s%s.
        We had not seen this device and network before. If it was you, there is nothing to do.

        If it was not you, freeze your account here, within %d days:

        %s

        The page asks once more. Then every device is logged out, your API keys are revoked, and nobody gets in until you choose a new password by mail.
        """
            .formatted(
                venue,
                TIME.format(when),
                from(actor),
                MailLinks.Purpose.FREEZE.lifetime().toDays(),
                link("freeze", token)));
  }

  /** That the recipient's account is frozen, and how it comes back. */
  Mail frozen(String recipient) {
    return mail(
        recipient,
        "Your account is frozen",
        """
        Your account at %s was frozen by the link in our mail about a login. Every device was logged out, and your API keys were revoked.
        Your orders and balances are as they were.

        To get in again, choose a new password:

        %s

        Then look through your second factors and your orders, and make new API keys.
        """
            .formatted(venue, page("forgot-password")));
  }

  /**
   * That somebody tries passwords.
   *
   * @param wrong how many it were in a row
   * @param last whether no more are taken
   */
  Mail guessed(String recipient, int wrong, boolean last, Actor actor) {
    String now =
        last
            ? "No password is taken for your account any more, until you choose a new one or we"
                + " unlock it."
            : "From now on each further one has to wait, and so do you.";
    return mail(
        recipient,
        last ? "Log-ins with your password are locked" : "Somebody tries to guess your password",
        """
        %d wrong passwords in a row were given for your account at %s, the last of them%s.
        %s

        If it was you, or to get in at once, choose a new password:

        %s
        """
            .formatted(wrong, venue, from(actor), now, page("forgot-password")));
  }

  /** That there is a new password. */
  Mail passwordChanged(String recipient, Instant when, Actor actor) {
    return mail(
        recipient,
        "Your password was changed",
        """
        The password of your account at %s was changed on %s%s.
        Other devices were logged out and are no longer trusted.

        If it was not you, choose a new password at once, and ask us for help:

        %s
        """
            .formatted(venue, TIME.format(when), from(actor), page("forgot-password")));
  }

  private static String from(Actor actor) {
    return actor.address().map(address -> ", from the address " + address).orElse("");
  }

  private String link(String page, String token) {
    return page(page) + "/" + token;
  }

  private String page(String page) {
    return publicUrl + "/#/" + page;
  }

  private Mail mail(String recipient, String subject, String text) {
    return new Mail(recipient, venue + ": " + subject, text);
  }
}
