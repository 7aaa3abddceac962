package bourse.engine;

/** What a posting is for. */
public enum EntryType {
  DEPOSIT,
  WITHDRAWAL,
  /** Funds set aside for an order. */
  HOLD,
  /** Funds given back when an order ends, shrinks or fills at a better price. */
  RELEASE,
  /** The exchange of base against quote. */
  TRADE,
  FEE,
  /** What the operator moves from one account to another. */
  JOURNAL,
  /** States a balance, with amount 0; only where the present state is described. */
  BALANCE
}
