package bourse.exchange;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash chain over the ledger entries, in the order of the log. The hash of an entry is SHA-256
 * over the 32 bytes of the hash before (zeros before the first) and the entry's text in UTF-8:
 *
 * <pre>
 *   id|wallet_id|type|bucket|amount|balance_after|tx_ref|created_at
 * </pre>
 *
 * with decimals written plainly, without trailing zeros, and the time in microseconds since 1970
 * UTC. An entry that is changed, taken out or put in breaks the chain there, and the last hash
 * vouches for all. Not thread safe.
 */
final class LedgerChain {
  static final int HASH_BYTES = 32;

  private final MessageDigest digest;
  private byte[] head;

  /**
   * @param head the hash of the last entry so far; zeros before the first
   */
  LedgerChain(byte[] head) {
    if (head.length != HASH_BYTES) {
      throw new IllegalArgumentException("A hash has " + HASH_BYTES + " bytes");
    }
    this.head = head.clone();
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  /** A chain without entries. */
  static LedgerChain empty() {
    return new LedgerChain(new byte[HASH_BYTES]);
  }

  /** The hash of the last entry. Not to be changed. */
  byte[] head() {
    return head;
  }

  /** Adds an entry and returns its hash. Not to be changed. */
  byte[] add(
      long id,
      long walletId,
      String type,
      String bucket,
      BigDecimal amount,
      BigDecimal balanceAfter,
      String reference,
      long atMicros) {
    String text =
        id
            + "|"
            + walletId
            + "|"
            + type
            + "|"
            + bucket
            + "|"
            + Rows.plain(amount).toPlainString()
            + "|"
            + Rows.plain(balanceAfter).toPlainString()
            + "|"
            + reference
            + "|"
            + atMicros;
    digest.update(head);
    head = digest.digest(text.getBytes(StandardCharsets.UTF_8));
    return head;
  }
}
