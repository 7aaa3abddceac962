package bourse.crypto;

/** How far a deposit over a chain is. */
public enum ChainDepositStatus {
  /** A block has it, and not enough blocks follow yet. */
  CONFIRMING,
  /** The account has it. */
  CREDITED,
  /** The block that had it is no longer part of the chain, and no other has it. */
  MISSING,
  /** It was credited before it went missing, and is debited again. */
  TAKEN_BACK,
  /** It is less than the least that can be credited, and is kept in the books of custody. */
  TOO_SMALL
}
