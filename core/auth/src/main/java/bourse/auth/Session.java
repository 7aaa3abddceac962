package bourse.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One login and what came of it.
 *
 * @param device what the client called itself
 * @param expiresAt it can't be refreshed after this
 * @param boundTo thumbprint of the key without whose proofs its tokens are worth nothing
 */
record Session(
    UUID id,
    UUID userId,
    Optional<String> device,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    Optional<String> boundTo) {}
