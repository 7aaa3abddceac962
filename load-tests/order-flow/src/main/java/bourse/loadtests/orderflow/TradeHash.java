package bourse.loadtests.orderflow;

/** Adds up the trades of a run: their number, quantity and a hash that knows their order. */
public final class TradeHash {
  private long trades;
  private long quantity;
  private long hash;

  public void add(long makerId, long takerId, long price, long tradedQuantity) {
    trades++;
    quantity += tradedQuantity;
    hash = hash * 1_000_003 ^ (makerId * 31 + takerId * 17 + price * 7 + tradedQuantity);
  }

  public Answer answer() {
    return new Answer(trades, quantity, hash);
  }
}
