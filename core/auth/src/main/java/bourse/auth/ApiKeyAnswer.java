package bourse.auth;

import bourse.auth.ApiKey.Algorithm;
import bourse.platform.access.KeyScope;
import bourse.platform.http.Subnet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An API key as its owner and the staff see it; never a secret. */
public record ApiKeyAnswer(
    UUID id,
    String label,
    Algorithm algorithm,
    Optional<String> publicKey,
    List<KeyScope> scopes,
    List<String> addresses,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<String> lastUsedAddress) {
  public static ApiKeyAnswer of(ApiKey key) {
    return new ApiKeyAnswer(
        key.id(),
        key.label(),
        key.algorithm(),
        key.publicKey(),
        key.scopes().stream().sorted().toList(),
        key.addresses().stream().map(Subnet::toString).toList(),
        key.createdAt(),
        key.expiresAt(),
        key.lastUse().map(ApiKey.LastUse::at),
        key.lastUse().map(ApiKey.LastUse::address));
  }
}
