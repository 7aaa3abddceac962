package bourse.notification;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A mail in the outbox.
 *
 * @param mail its text is empty once an SMTP server has taken it
 * @param attempts how often it was handed to an SMTP server
 * @param sentAt when one took it, or when it was laid into the mailbox
 * @param failure why the last attempt failed
 */
public record PostedMail(
    UUID id,
    Mail mail,
    Instant createdAt,
    int attempts,
    Optional<Instant> sentAt,
    Optional<String> failure) {}
