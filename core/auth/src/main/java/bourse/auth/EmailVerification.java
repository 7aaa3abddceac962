package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether users read the mail of the addresses that they registered with. Where that is required,
 * nobody logs in before a link of such a mail was used. Thread safe.
 */
final class EmailVerification {
  private static final Logger LOG = LoggerFactory.getLogger(EmailVerification.class);

  private final boolean required;
  private final Database database;
  private final MailLinks links;
  private final LinkMails mails;
  private final Letters letters;
  private final Audit audit;
  private final WallClock clock;

  EmailVerification(
      boolean required,
      Database database,
      MailLinks links,
      LinkMails mails,
      Letters letters,
      Audit audit,
      WallClock clock) {
    this.required = required;
    this.database = database;
    this.links = links;
    this.mails = mails;
    this.letters = letters;
    this.audit = audit;
    this.clock = clock;
  }

  /** Writes to a user who registers, in the same transaction. */
  void begin(Handle handle, User registered) {
    if (required) {
      write(handle, Optional.of(registered));
    }
  }

  private void write(Handle handle, Optional<User> user) {
    mails.write(handle, user, MailLinks.Purpose.VERIFY_EMAIL, letters::verifyEmail);
  }

  /**
   * Goes on with a user whose address is verified, where that is required. The others, who have
   * shown the password, are written to again unless they were a moment ago.
   *
   * @throws Fault {@link ErrorCode#EMAIL_UNVERIFIED}
   */
  void require(User user) {
    if (!required || user.emailVerifiedAt().isPresent()) {
      return;
    }
    database.<Void, RuntimeException>durably(handle -> {
      write(handle, Optional.of(user));
      return null;
    });
    throw new Fault(
        ErrorCode.EMAIL_UNVERIFIED,
        "Nobody has shown yet that the address of this user is read: open the link of the mail that"
            + " was sent to it. It is sent again with a login, at most every "
            + MailLinks.Purpose.VERIFY_EMAIL.pause().toMinutes()
            + " minutes.");
  }

  /**
   * Writes to the user who has this address and has not verified it, if there is one. From outside
   * neither the answer nor its time tells which.
   */
  void request(String email) {
    mails.writeTo(
        email,
        user -> user.emailVerifiedAt().isEmpty() && user.status() != UserStatus.DISABLED,
        MailLinks.Purpose.VERIFY_EMAIL,
        letters::verifyEmail);
  }

  /**
   * Verifies the address of the user whose link it is. Logs nobody in.
   *
   * @throws Fault {@link ErrorCode#LINK_INVALID}
   */
  void complete(String token, Actor from) {
    UUID user = links.owner(MailLinks.Purpose.VERIFY_EMAIL, token).orElseThrow(MailLinks::invalid);
    database.<Void, RuntimeException>durably(handle -> {
      if (!links.use(handle, user, MailLinks.Purpose.VERIFY_EMAIL, token)) {
        throw MailLinks.invalid();
      }
      if (UserStore.setEmailVerified(handle, user, clock.instant())) {
        audit.append(handle, new Act(from.as(user), "email.verify", "user:" + user, ""));
      }
      return null;
    });
    LOG.info("User {} has verified the address", user);
  }

  /**
   * Counts the address of a user as verified, because somebody says so. When it is verified,
   * nothing is written.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void vouch(UUID id, Consumer<Handle> together) {
    database.<Void, RuntimeException>durably(handle -> {
      UserStore.lockedStatus(handle, id);
      if (UserStore.setEmailVerified(handle, id, clock.instant())) {
        MailLinks.removeAll(handle, id, MailLinks.Purpose.VERIFY_EMAIL);
        together.accept(handle);
      }
      return null;
    });
  }
}
