package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.Mail;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.time.WallClock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of new passwords: by who knows the present one, and by who reads the user's mail.
 * Neither touches second factors, and neither logs anybody in. Thread safe.
 */
final class PasswordChanges {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordChanges.class);

  private final Database database;
  private final UserStore users;
  private final PasswordCheck check;
  private final PasswordHashing passwords;
  private final PasswordThrottle throttle;
  private final SecondFactors factors;
  private final StepUp stepUp;
  private final MailLinks links;
  private final LinkMails mails;
  private final Letters letters;
  private final Mailer mailer;
  private final LiveSessions live;
  private final Audit audit;
  private final WallClock clock;

  PasswordChanges(
      Database database,
      UserStore users,
      PasswordCheck check,
      PasswordHashing passwords,
      PasswordThrottle throttle,
      SecondFactors factors,
      StepUp stepUp,
      MailLinks links,
      LinkMails mails,
      Letters letters,
      Mailer mailer,
      LiveSessions live,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.users = users;
    this.check = check;
    this.passwords = passwords;
    this.throttle = throttle;
    this.factors = factors;
    this.stepUp = stepUp;
    this.links = links;
    this.mails = mails;
    this.letters = letters;
    this.mailer = mailer;
    this.live = live;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Gives the caller a new password, and ends all sessions but the caller's.
   *
   * @throws Fault {@link ErrorCode#STEP_UP_REQUIRED} for who has a second factor, {@link
   *     ErrorCode#WRONG_CREDENTIALS}, {@link ErrorCode#WEAK_PASSWORD}
   */
  void change(Caller caller, String current, String wanted, Actor actor) {
    if (factors.areOn(caller.userId())) {
      stepUp.require(caller);
    }
    User user = users.find(caller.userId()).orElseThrow();
    String before = check.require(user.email(), current, actor).passwordHash();
    String hash = hash(wanted, user);
    UUID kept = caller.session().orElseThrow();
    set(
        user,
        hash,
        "password.change",
        actor,
        handle -> {
          // Who changed it meanwhile knows better.
          UserStore.requirePassword(handle, user.id(), before);
          SessionStore.revokeOthers(handle, user.id(), kept, "PASSWORD_CHANGED", now());
        });
  }

  /**
   * Writes to the user who has this address, if there is one. From outside neither the answer nor
   * its time tells which: the work is the same.
   */
  void requestReset(String email) {
    writeTo(email, letters::resetPassword);
  }

  /** Writes to the user with whose address somebody registers again, as {@link #requestReset}. */
  void remind(String email) {
    writeTo(email, letters::registeredAlready);
  }

  private void writeTo(String email, BiFunction<String, String, Mail> letter) {
    mails.writeTo(
        email,
        user -> user.status() != UserStatus.DISABLED,
        MailLinks.Purpose.RESET_PASSWORD,
        letter);
  }

  /**
   * Gives a new password to the user whose link it is, who therefore reads the mail of the address,
   * and ends all sessions. Who had frozen the own account comes back by it.
   *
   * @throws Fault {@link ErrorCode#LINK_INVALID}, {@link ErrorCode#WEAK_PASSWORD}, which does not
   *     use the link up
   */
  void reset(String token, String wanted, Actor from) {
    User user = mails.owner(MailLinks.Purpose.RESET_PASSWORD, token);
    String hash = hash(wanted, user);
    set(
        user,
        hash,
        "password.reset",
        from.as(user.id()),
        handle -> {
          if (UserStore.lockedStatus(handle, user.id()) == UserStatus.DISABLED
              || !links.use(handle, user.id(), MailLinks.Purpose.RESET_PASSWORD, token)) {
            throw MailLinks.invalid();
          }
          SessionStore.revokeAll(handle, user.id(), "PASSWORD_RESET", now());
          throttle.forget(handle, user.email());
          UserStore.setEmailVerified(handle, user.id(), clock.instant());
          if (UserStore.thaw(handle, user.id(), clock.instant())) {
            audit.append(
                handle,
                new Act(
                    from.as(user.id()),
                    "user.unfreeze",
                    "user:" + user.id(),
                    "By a new password, after the user had frozen the account."));
          }
        });
  }

  private String hash(String password, User user) {
    PasswordRules.check("newPassword", password, user.email(), user.fullName());
    return passwords.hash(password);
  }

  private void set(User user, String hash, String action, Actor actor, Consumer<Handle> first) {
    database.durably(handle -> {
      first.accept(handle);
      UserStore.setPassword(handle, user.id(), hash, clock.instant());
      MailLinks.removeAll(handle, user.id(), MailLinks.Purpose.RESET_PASSWORD);
      TrustedDevices.removeAll(handle, user.id());
      CredentialChanges.note(handle, user.id(), CredentialChange.Kind.PASSWORD, clock.instant());
      audit.append(handle, new Act(actor, action, "user:" + user.id(), ""));
      mailer.post(handle, letters.passwordChanged(user.email(), clock.instant(), actor));
      return user;
    });
    live.forgetAll();
    LOG.info("User {} has a new password: {}", user.id(), action);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
