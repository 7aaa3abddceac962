package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.http.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/** The users. Changes are durable once a method returns, and work on the next request. */
public interface Users {
  /**
   * Opens a user with a new account, for somebody who says that the address is the user's.
   *
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS} when the address has one, {@link
   *     ErrorCode#INVALID_FIELD}, {@link ErrorCode#WEAK_PASSWORD}
   */
  default User create(NewUser user) {
    return create(user, (handle, created) -> {});
  }

  /** The same, with something else in the same transaction: both are there, or neither is. */
  User create(NewUser user, Together together);

  /** What is written together with a new user. */
  @FunctionalInterface
  interface Together {
    void write(Handle handle, User created);
  }

  Optional<User> find(UUID id);

  Optional<User> findByEmail(String email);

  Optional<User> findByAccount(long account);

  /** Whether anyone has this role. */
  boolean isThereAny(Role role);

  /** The users with this telephone number, in E.164. */
  List<User> findByPhone(String phone);

  /**
   * Changes what the user may do. When the change changes nothing, nothing is written.
   *
   * @param change from the roles before to those afterwards
   * @return the roles afterwards
   * @throws Fault {@link ErrorCode#NOT_FOUND}, and what the change throws
   */
  Set<Role> changeRoles(UUID id, UnaryOperator<Set<Role>> change, RolesTogether together);

  /** What is written together with a change of roles. */
  @FunctionalInterface
  interface RolesTogether {
    void write(Handle handle, Set<Role> before, Set<Role> after);
  }

  /**
   * Lets the user in or keeps the user out, whose sessions then end. When the user has this status,
   * nothing is written.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void setStatus(UUID id, UserStatus status, StatusTogether together);

  /** What is written together with a change of status. */
  @FunctionalInterface
  interface StatusTogether {
    void write(Handle handle, UserStatus before);
  }

  /**
   * Counts the address of a user as verified, because somebody says so. When it is verified,
   * nothing is written.
   *
   * @param together is written in the same transaction
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void verifyEmail(UUID id, Consumer<Handle> together);

  /**
   * Lets one of the staff look as a user for a few minutes, without acting; as long as the session
   * in which it was asked for lives.
   *
   * @throws Fault {@link ErrorCode#NOT_ALLOWED} when the user is of the staff too
   */
  View view(Caller viewer, User user);

  /** An access token to look with. */
  record View(String accessToken, Duration lifetime) {}

  /**
   * The sessions of a user, newest first.
   *
   * @param live only those whose tokens work, or only the others
   * @param before ids before this one; ids sort by time
   */
  List<UserSession> sessions(UUID id, Optional<Boolean> live, Optional<UUID> before, int limit);

  /**
   * Ends one session of a user.
   *
   * @param together is written in the same transaction
   * @throws Fault {@link ErrorCode#NOT_FOUND} when it is not a live one of this user
   */
  void endSession(UUID id, UUID session, Consumer<Handle> together);

  /** Ends all sessions of a user. */
  void endSessions(UUID id, Consumer<Handle> together);

  /** When the user's password or second factors were changed last, by whomever. */
  Optional<CredentialChange> lastCredentialChange(UUID id);

  /** What a user has beside a password. */
  Factors factors(UUID id);

  /**
   * Second factors, and what stands in for them.
   *
   * @param app whether there is an authenticator app that counts
   * @param appLocked whether too many of its codes were wrong
   * @param recoveryCodes how many are not used
   */
  record Factors(
      boolean app, boolean appLocked, int passkeys, int recoveryCodes, int trustedDevices) {}

  /**
   * Removes every second factor of a user who lost them all, and ends all sessions: whoever has the
   * lost device has none of them. The password alone lets in until the user adds a factor.
   *
   * @param together is written in the same transaction
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void resetFactors(UUID id, Consumer<Handle> together);

  /** The wrong passwords in a row that were given for a user; empty without any. */
  Optional<WrongPasswords> wrongPasswords(User user);

  /**
   * Wrong passwords in a row.
   *
   * @param locked whether they are so many that none is taken any more
   * @param pausedUntil none is looked at until then; empty outside a pause
   */
  record WrongPasswords(int count, boolean locked, Optional<Instant> pausedUntil) {}

  /**
   * Forgets the wrong passwords that were given for a user, so that the right one is taken at once.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void unlock(UUID id, UnlockTogether together);

  /** What is written together with an unlock. */
  @FunctionalInterface
  interface UnlockTogether {
    void write(Handle handle, boolean hadWrongPasswords);
  }
}
