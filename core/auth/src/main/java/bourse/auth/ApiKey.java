package bourse.auth;

import bourse.platform.access.KeyScope;
import bourse.platform.http.Subnet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a program signs its requests with, for a user.
 *
 * @param id names it in each request
 * @param user whose it is
 * @param label what its owner calls it
 * @param algorithm how it signs
 * @param publicKey of Ed25519: Base64 of the 32 bytes
 * @param scopes what it may be used for
 * @param addresses from which alone it works; empty for anywhere
 * @param expiresAt works until then; empty for as long as it is not revoked
 * @param lastUse the newest, to about a minute after a restart
 */
public record ApiKey(
    UUID id,
    UUID user,
    String label,
    Algorithm algorithm,
    Optional<String> publicKey,
    Set<KeyScope> scopes,
    List<Subnet> addresses,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<LastUse> lastUse) {
  /** How a key signs. */
  public enum Algorithm {
    /** RFC 8032. The private key never leaves its owner; the server holds the public one. */
    ED25519,
    /** RFC 2104. Both sides hold the secret. */
    HMAC_SHA256
  }

  /** When and from where a key was used. */
  public record LastUse(Instant at, String address) {}

  public ApiKey {
    scopes = Set.copyOf(scopes);
    addresses = List.copyOf(addresses);
  }

  /** Whether its time is over. */
  public boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }

  ApiKey usedBy(Optional<LastUse> use) {
    return new ApiKey(
        id,
        user,
        label,
        algorithm,
        publicKey,
        scopes,
        addresses,
        createdAt,
        expiresAt,
        use.or(() -> lastUse));
  }
}
