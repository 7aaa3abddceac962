package bourse.withdrawals;

import bourse.domain.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a withdrawal has the ledger do. Its reference is unique for ever, and its id, by which the
 * log knows it, is made of the reference.
 *
 * @param account the client's
 * @param house the account of the house on the other side; 0 where there is none
 * @param refusal why the exchange last refused it
 * @param sequence where it was booked; of a hold its id
 * @param submittedAt when its command was last made
 */
record Movement(
    UUID id,
    String reference,
    UUID withdrawal,
    long account,
    long house,
    Kind kind,
    String currency,
    BigDecimal amount,
    Status status,
    Optional<ErrorCode> refusal,
    OptionalLong sequence,
    Optional<Instant> submittedAt,
    Instant createdAt) {
  /** Why, in the order of time. */
  enum Kind {
    /** Amount and fee are set aside. */
    HOLD,
    /** What is held goes out. */
    PAYOUT,
    /** The rest of what is held is the firm's. */
    FEE,
    /** What sending cost the firm. */
    COST,
    /** What is held is given back. */
    RELEASE,
    /** What went out came back. */
    RETURN
  }

  /** How far it is. */
  enum Status {
    PLANNED,
    /** Its command may be on its way. */
    SUBMITTED,
    BOOKED
  }

  boolean isBooked() {
    return status == Status.BOOKED;
  }
}
