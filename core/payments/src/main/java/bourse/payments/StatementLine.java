package bourse.payments;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * A line of the bank's statement: money that came.
 *
 * @param transaction the bank's number of it (UTR)
 * @param deposit whose it is, once that is known
 */
record StatementLine(
    UUID id,
    String transaction,
    LocalDate bookedOn,
    BigDecimal amount,
    String narration,
    Optional<UUID> deposit,
    Instant createdAt) {}
