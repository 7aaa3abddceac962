package bourse.engine;

/** What an account has of an asset. Only the {@link Ledger} changes it. */
final class Balance {
  final long account;

  /** The asset's id. */
  final int asset;

  long available;
  long reserved;

  Balance(long account, int asset) {
    this.account = account;
    this.asset = asset;
  }
}
