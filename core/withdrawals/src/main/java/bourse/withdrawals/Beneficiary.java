package bourse.withdrawals;

import java.time.Instant;
import java.util.UUID;

/**
 * An entry of a client's address book.
 *
 * @param label what the client calls it
 * @param own whether the beneficiary's name is the client's own
 * @param usableAt from when money goes there
 */
record Beneficiary(
    UUID id,
    UUID user,
    Destination destination,
    String label,
    boolean own,
    Instant createdAt,
    Instant usableAt) {}
