package bourse.exchange;

import bourse.engine.Bucket;
import bourse.engine.EntryType;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One posting as SQL has it. Decimals are exact and without trailing zeros.
 *
 * @param amount signed
 * @param balanceAfter of the bucket
 * @param reference what it is for: a payment's UUID, {@code order:17} or {@code trade:9}
 * @param sequence with {@code factIndex} its place in the log
 */
public record StoredEntry(
    long id,
    EntryType type,
    Bucket bucket,
    BigDecimal amount,
    BigDecimal balanceAfter,
    String reference,
    long sequence,
    int factIndex,
    Instant at) {
  private static final int INDEX_BITS = 20;

  /** The id of the posting that is fact {@code factIndex} of a command. */
  static long id(long sequence, int factIndex) {
    if (factIndex < 0 || factIndex >= 1 << INDEX_BITS || sequence >= 1L << (63 - INDEX_BITS)) {
      throw new IllegalArgumentException("sequence " + sequence + ", fact " + factIndex);
    }
    return sequence << INDEX_BITS | factIndex;
  }
}
