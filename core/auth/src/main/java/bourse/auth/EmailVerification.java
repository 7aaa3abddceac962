package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether users read the mail of the addresses that they registered with. Where that is required,
 * nobody logs in before a link of such a mail was used. Thread safe.
 */
final class EmailVerification {
  private static final Logger LOG = LoggerFactory.getLogger(EmailVerification.class);

  private static final String STILL_NEEDED = "23503";

  private final boolean required;
  private final Duration lifetime;
  private final Database database;
  private final MailLinks links;
  private final LinkMails mails;
  private final Letters letters;
  private final Audit audit;
  private final WallClock clock;

  /**
   * @param lifetime who registered and has not verified the address by then is removed
   */
  EmailVerification(
      boolean required,
      Duration lifetime,
      Database database,
      MailLinks links,
      LinkMails mails,
      Letters letters,
      Audit audit,
      WallClock clock) {
    this.required = required;
    this.lifetime = lifetime;
    this.database = database;
    this.links = links;
    this.mails = mails;
    this.letters = letters;
    this.audit = audit;
    this.clock = clock;
  }

  /** Until when somebody who registers now has to verify the address; empty where nobody has to. */
  Optional<Instant> deadline() {
    return required ? Optional.of(clock.instant().plus(lifetime)) : Optional.empty();
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
    if (user.emailVerifiedAt().isPresent()) {
      return;
    }
    if (!required) {
      // Whom a login lets in stays, also when verification is asked for again.
      keep(user.id());
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

  /**
   * Removes some of those who registered, did not verify the address in time, and own nothing: the
   * address may be somebody else's, who can have it then.
   *
   * @return whether there may be more
   */
  boolean removeOverdue(int most) {
    List<UUID> overdue = required ? overdue(most) : List.of();
    overdue.forEach(this::removeOrKeep);
    return overdue.size() == most;
  }

  private List<UUID> overdue(int most) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select id from users where verify_by <= :now and email_verified_at is null
                    order by verify_by limit :most
                    """)
                .bind("now", now())
                .bind("most", most)
                .mapTo(UUID.class)
                .list());
  }

  private void removeOrKeep(UUID user) {
    try {
      database.<Void, RuntimeException>durably(handle -> {
        remove(handle, user);
        return null;
      });
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException cause && STILL_NEEDED.equals(cause.getSQLState())) {
        LOG.info(
            "User {} has not verified the address, and stays: there is something of theirs", user);
        keep(user);
        return;
      }
      throw e;
    }
  }

  /** Unless the address was verified a moment ago. Whatever else refers to the user refuses it. */
  private void remove(Handle handle, UUID user) {
    boolean isOverdue =
        handle
            .createQuery(
                """
                select 1 from users where id = :id and verify_by <= :now
                  and email_verified_at is null
                for update
                """)
            .bind("id", user)
            .bind("now", now())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!isOverdue) {
      return;
    }
    for (String table :
        List.of("mail_links where user_id", "accounts where user_id", "users where id")) {
      handle
          .createUpdate("delete from <rows> = :id")
          .define("rows", table)
          .bind("id", user)
          .execute();
    }
    audit.append(
        handle,
        new Act(
            Actor.SYSTEM,
            "user.remove",
            "user:" + user,
            "Registered, and nobody verified the address within " + lifetime.toHours() + " h."));
  }

  private void keep(UUID user) {
    database.write(handle ->
        handle
            .createUpdate(
                "update users set verify_by = null where id = :id and verify_by is not null")
            .bind("id", user)
            .execute());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
