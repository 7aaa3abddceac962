package bourse.payments;

import bourse.domain.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a deposit moves on the client's account. Its reference is unique for ever, and its id, by
 * which the ledger knows it, is made of the reference.
 *
 * @param refusal why the exchange last refused it
 * @param sequence where it was booked
 * @param submittedAt when its command was last made
 */
record Movement(
    UUID id,
    String reference,
    UUID deposit,
    long account,
    Kind kind,
    String currency,
    BigDecimal amount,
    Status status,
    Optional<ErrorCode> refusal,
    OptionalLong sequence,
    Optional<Instant> submittedAt,
    Instant createdAt) {
  /** Why money moves. */
  enum Kind {
    CREDIT(true),
    REFUND(false),
    /** A refund that did not get to the payer. */
    REFUND_RETURN(true),
    CHARGEBACK(false),
    /** A chargeback that was won. */
    CHARGEBACK_RETURN(true);

    private final boolean in;

    Kind(boolean in) {
      this.in = in;
    }

    /** Whether the account gets it. */
    boolean isIn() {
      return in;
    }
  }

  /** How far it is. */
  enum Status {
    PLANNED,
    /** Its command may be on its way. */
    SUBMITTED,
    BOOKED,
    /** It was refused, and nothing came of its reason. */
    CANCELLED
  }

  /** Whether nothing will come of it any more than came already. */
  boolean isSettled() {
    return status == Status.BOOKED || status == Status.CANCELLED;
  }

  boolean isBooked() {
    return status == Status.BOOKED;
  }
}
