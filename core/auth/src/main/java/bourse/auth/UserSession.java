package bourse.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A login and what came of it, as the staff see it. It is forgotten once it could not be refreshed
 * any more, ended or not.
 *
 * @param device what the client called itself
 * @param address from which the user logged in
 * @param live whether its tokens work
 * @param endedAt empty while it was not ended before its time
 * @param endedBecause of whom or what: {@code ENDED_BY_USER}
 */
public record UserSession(
    UUID id,
    Optional<String> device,
    Optional<String> address,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    boolean live,
    Optional<Instant> endedAt,
    Optional<String> endedBecause) {}
