package bourse.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One login and what came of it.
 *
 * @param device what the client called itself
 * @param expiresAt it can't be refreshed after this
 */
record Session(
    UUID id,
    UUID userId,
    Optional<String> device,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt) {}
