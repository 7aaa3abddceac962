package bourse.exchange;

import java.math.BigDecimal;

/**
 * An account's balance in one asset as SQL has it; balance = available + reserved. Decimals are
 * exact and without trailing zeros.
 *
 * @param version the sequence of the last command that changed it
 */
public record StoredWallet(
    long id,
    long account,
    String currency,
    BigDecimal balance,
    BigDecimal available,
    BigDecimal reserved,
    long version) {
  /** The wallet of an account in an asset: the same number after every rebuild. */
  public static long id(long account, int assetId) {
    if (account < 0 || account >= 1L << 47 || assetId < 1 || assetId > 0xFFFF) {
      throw new IllegalArgumentException("account " + account + ", asset " + assetId);
    }
    return account << 16 | assetId;
  }
}
