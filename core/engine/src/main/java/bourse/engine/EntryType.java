package bourse.engine;

/** What a posting is for. */
public enum EntryType {
  DEPOSIT(1),
  WITHDRAWAL(2),
  /** Funds set aside for an order. */
  HOLD(3),
  /** Funds given back when an order ends, shrinks or fills at a better price. */
  RELEASE(4),
  /** The exchange of base against quote. */
  TRADE(5),
  FEE(6),
  /** What the operator moves from one account to another. */
  JOURNAL(8),
  /** States a balance, with amount 0; only where the present state is described. */
  BALANCE(7);

  /** In facts, for ever. */
  final int number;

  EntryType(int number) {
    this.number = number;
  }
}
