package bourse.domain;

/** How an order's price is given, and whether it first waits for a price of the market. */
public enum OrderType {
  /** Trades at its price or better; what is left rests when its time in force allows. */
  LIMIT(false, false),
  /** Trades at once against whatever rests; what is left is cancelled. */
  MARKET(true, false),
  /**
   * A market order once the market gets worse than its stop price: up for a buy, down for a sell.
   */
  STOP(true, true),
  /** A limit order at that moment. */
  STOP_LIMIT(false, true),
  /** A market order once the market gets better: down for a buy, up for a sell. */
  TAKE_PROFIT(true, true),
  /** A limit order at that moment. */
  TAKE_PROFIT_LIMIT(false, true),
  /** A stop whose stop price follows the market at a distance, but only when it gets better. */
  TRAILING_STOP(true, true);

  private final boolean isMarket;
  private final boolean waits;

  OrderType(boolean isMarket, boolean waits) {
    this.isMarket = isMarket;
    this.waits = waits;
  }

  /** Whether it trades at any price, when it trades. */
  public boolean isMarket() {
    return isMarket;
  }

  /** Whether it waits for a price of the market before it enters the book. */
  public boolean waits() {
    return waits;
  }

  /** Whether an order that waits is reached when the market rises; otherwise when it falls. */
  public boolean waitsForRise(Side side) {
    return switch (this) {
      case STOP, STOP_LIMIT, TRAILING_STOP -> side == Side.BUY;
      case TAKE_PROFIT, TAKE_PROFIT_LIMIT -> side == Side.SELL;
      case LIMIT, MARKET -> throw new IllegalStateException("A " + this + " order does not wait");
    };
  }
}
