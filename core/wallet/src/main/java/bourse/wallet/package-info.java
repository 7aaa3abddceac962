/**
 * The caller's account, balances, ledger entries and statements; the reports over all of the
 * ledger, and why a balance is what it is.
 *
 * <p>Owns no tables. Routes: {@code /v1/account}, {@code /v1/fees}, {@code /v1/wallets…}, {@code
 * /v1/statements}. Channel: {@code wallets}.
 */
package bourse.wallet;
