package bourse.auth;

import bourse.platform.access.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A person, and the account that trades for them.
 *
 * @param id the user
 * @param account the account in the engine
 * @param email as it was given; unique without regard to case
 * @param fullName how the person is called
 * @param phone E.164
 * @param roles what the person may do
 * @param status whether the person may do anything
 * @param emailVerifiedAt when it was shown that the person reads the mail of this address
 * @param createdAt when the account was opened
 */
public record User(
    UUID id,
    long account,
    String email,
    String fullName,
    Optional<String> phone,
    Set<Role> roles,
    UserStatus status,
    Optional<Instant> emailVerifiedAt,
    Instant createdAt) {
  public User {
    roles = Set.copyOf(roles);
  }
}
