/**
 * The caller's account, balances and ledger entries.
 *
 * <p>Owns no tables. Routes: {@code /v1/account}, {@code /v1/fees}, {@code /v1/wallets…}. Channel:
 * {@code wallets}.
 */
package bourse.wallet;
