package bourse.payments;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the staff gives back of a deposit.
 *
 * @param reference the provider's
 * @param failure why it did not get to the payer
 */
record Refund(
    UUID id,
    UUID deposit,
    BigDecimal amount,
    String note,
    String actor,
    Status status,
    Optional<String> reference,
    Optional<String> failure,
    Instant createdAt) {
  /** How far it is. */
  enum Status {
    /** The account is being debited, and then the provider is asked. */
    REQUESTED,
    /** The provider has it. */
    SENT,
    /** The account did not have it, or the provider did not take it; nothing went out. */
    FAILED
  }
}
