package bourse.crypto;

import bourse.domain.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What something on a chain has the ledger move. Its reference is unique for ever, and its id, by
 * which the ledger knows it, is made of the reference.
 *
 * @param about the deposit that is the reason
 * @param from the account that pays
 * @param refusal why the exchange last refused it
 * @param sequence where it was booked
 * @param submittedAt when its command was last made
 */
record ChainMovement(
    UUID id,
    String reference,
    UUID about,
    long from,
    long to,
    Kind kind,
    String asset,
    BigDecimal amount,
    Status status,
    Optional<ErrorCode> refusal,
    OptionalLong sequence,
    Optional<Instant> submittedAt,
    Instant createdAt) {
  /** Why money moves. */
  enum Kind {
    CREDIT,
    /** A reorganisation took it from the chain. */
    TAKE_BACK
  }

  /** How far it is. */
  enum Status {
    PLANNED,
    /** Its command may be on its way. */
    SUBMITTED,
    BOOKED
  }

  private static final String PART = "/";

  boolean isBooked() {
    return status == Status.BOOKED;
  }

  /** Whether it is the rest of one that an account did not have all of. */
  boolean isRest() {
    return reference.contains(PART);
  }

  /** The reference of what is left of it when a part is booked. */
  String restReference() {
    int at = reference.indexOf(PART);
    return at < 0
        ? reference + PART + 2
        : reference.substring(0, at + 1) + (Integer.parseInt(reference.substring(at + 1)) + 1);
  }
}
