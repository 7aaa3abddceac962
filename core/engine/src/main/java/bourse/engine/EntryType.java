package bourse.engine;

/** What a posting is for. */
public enum EntryType {
  DEPOSIT(1),
  WITHDRAWAL(2),
  /** Funds set aside for an order, or for a withdrawal that is on its way. */
  HOLD(3),
  /** Funds given back when an order ends, shrinks or fills at a better price, or a hold ends. */
  RELEASE(4),
  /** The exchange of base against quote. */
  TRADE(5),
  FEE(6),
  /** What the operator moves from one account to another. */
  JOURNAL(8),
  /** What the firm books so that the books say what is true. */
  ADJUSTMENT(9),
  /** Takes back what an earlier command moved. */
  REVERSAL(10),
  /** Between accounts of the house: a provider pays out to the bank, coins go to cold storage. */
  SETTLEMENT(11),
  /** States a balance, with amount 0; only where the present state is described. */
  BALANCE(7);

  /** In facts, for ever. */
  final int number;

  EntryType(int number) {
    this.number = number;
  }
}
