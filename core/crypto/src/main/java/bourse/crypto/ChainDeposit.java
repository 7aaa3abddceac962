package bourse.crypto;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What came to an address of a client.
 *
 * @param exact in the chain's smallest unit
 * @param amount of it, what an account can have
 * @param dust the rest, in the chain's smallest unit
 * @param height of the block that has it; empty when none has
 * @param confirmations so many blocks, with its own, make it sure
 * @param owed what should have been debited, and was not there
 */
record ChainDeposit(
    UUID id,
    String chain,
    String tx,
    String place,
    String address,
    String asset,
    UUID user,
    long account,
    BigInteger exact,
    BigDecimal amount,
    BigInteger dust,
    OptionalLong height,
    int confirmations,
    ChainDepositStatus status,
    BigDecimal credited,
    BigDecimal debited,
    BigDecimal owed,
    Optional<Attention> attention,
    Instant seenAt,
    Instant updatedAt) {
  /** Why one of the staff has to look at a deposit. */
  enum Attention {
    /** It went missing after it was credited, and the account did not have it any more. */
    OWED,
    /** It went missing after it was credited, and was debited. */
    TAKEN_BACK,
    /** The exchange refused to book it. */
    NOT_BOOKED
  }

  /** By which it is known for ever. */
  static String reference(String chain, String tx, String place) {
    return chain + ":deposit:" + tx + ":" + place;
  }
}
