package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.Mail;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether somebody knows the password of a user who may log in; who guesses is slowed down, and the
 * owner hears of it. Known and unknown addresses do the same work. Thread safe.
 */
final class PasswordCheck {
  /** At so many wrong ones in a row the owner is written to, and when no more are taken. */
  static final int TOLD = 10;

  private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);

  private final Database database;
  private final UserStore users;
  private final PasswordHashing passwords;
  private final PasswordThrottle throttle;
  private final SprayThrottle spray;
  private final Letters letters;
  private final Mailer mailer;
  private final Audit audit;

  PasswordCheck(
      Database database,
      UserStore users,
      PasswordHashing passwords,
      PasswordThrottle throttle,
      SprayThrottle spray,
      Letters letters,
      Mailer mailer,
      Audit audit) {
    this.database = database;
    this.users = users;
    this.passwords = passwords;
    this.throttle = throttle;
    this.spray = spray;
    this.letters = letters;
    this.mailer = mailer;
    this.audit = audit;
  }

  /**
   * The user who has this address and password, and may log in.
   *
   * @throws Fault {@link ErrorCode#WRONG_CREDENTIALS}, {@link ErrorCode#LOGIN_THROTTLED}, {@link
   *     ErrorCode#LOGIN_LOCKED}
   */
  UserStore.Credentials require(String email, String password, Actor from) {
    spray.require(from.address());
    PasswordThrottle.Attempt attempt = throttle.begin(email);
    Optional<UserStore.Credentials> found;
    boolean right;
    try {
      found = users.findByEmail(email);
      right = isRight(password, found) && found.get().user().status() == UserStatus.ACTIVE;
    } catch (RuntimeException e) {
      throttle.broken(attempt);
      throw e;
    }
    if (!right) {
      spray.wrong(from.address());
      int wrong = throttle.wrong(attempt);
      if (wrong == TOLD || wrong == PasswordThrottle.MOST) {
        tell(found.map(UserStore.Credentials::user), wrong, from);
      }
      throw new Fault(
          ErrorCode.WRONG_CREDENTIALS, "E-mail or password is wrong, or the user may not log in.");
    }
    throttle.right(attempt);
    return found.get();
  }

  private void tell(Optional<User> user, int wrong, Actor from) {
    boolean last = wrong == PasswordThrottle.MOST;
    Mail mail = letters.guessed(user.map(User::email).orElse(Letters.NOBODY), wrong, last, from);
    String target = user.map(one -> "user:" + one.id()).orElse("nobody");
    database.durably(handle -> {
      audit.append(
          handle,
          new Act(
              from,
              last ? "login.lock" : "login.throttle",
              target,
              wrong + " wrong passwords in a row."));
      if (user.isPresent()) {
        mailer.post(handle, mail);
      } else {
        mailer.pretend(handle, mail);
      }
      return wrong;
    });
    LOG.warn("{} wrong passwords in a row for {}", wrong, target);
  }

  private boolean isRight(String password, Optional<UserStore.Credentials> found) {
    if (found.isEmpty() || !PasswordRules.isText(password)) {
      passwords.waste(password);
      return false;
    }
    return passwords.matches(password, found.get().passwordHash());
  }
}
