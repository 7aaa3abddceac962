package bourse.crypto;

import java.time.Instant;
import java.util.UUID;

/** An address that was given to a client. */
record DepositAddress(
    UUID id,
    String chain,
    String address,
    int number,
    UUID user,
    long account,
    Instant createdAt) {}
