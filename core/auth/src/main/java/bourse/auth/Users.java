package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The users. Changes are durable once a method returns, and work on the next request. */
public interface Users {
  /**
   * Opens a user with a new account.
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

  /**
   * Sets what the user may do.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void setRoles(UUID id, Set<Role> roles);

  /**
   * Lets the user in or keeps the user out.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void setStatus(UUID id, UserStatus status);
}
