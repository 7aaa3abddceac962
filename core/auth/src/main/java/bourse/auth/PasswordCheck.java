package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Actor;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether somebody knows the password of a user who may log in. Thread safe. */
final class PasswordCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);

  private final UserStore users;
  private final PasswordHashing passwords;

  PasswordCheck(UserStore users, PasswordHashing passwords) {
    this.users = users;
    this.passwords = passwords;
  }

  /**
   * The user who has this address and password, and may log in.
   *
   * @throws Fault {@link ErrorCode#WRONG_CREDENTIALS}
   */
  UserStore.Credentials require(String email, String password, Actor from) {
    Optional<UserStore.Credentials> found = users.findByEmail(email);
    if (!isRight(password, found) || found.get().user().status() != UserStatus.ACTIVE) {
      LOG.info("Refused login from {}", from.address().orElse("this machine"));
      throw new Fault(
          ErrorCode.WRONG_CREDENTIALS, "E-mail or password is wrong, or the user may not log in.");
    }
    return found.get();
  }

  private boolean isRight(String password, Optional<UserStore.Credentials> found) {
    if (found.isEmpty() || !PasswordRules.isText(password)) {
      passwords.waste(password);
      return false;
    }
    return passwords.matches(password, found.get().passwordHash());
  }
}
