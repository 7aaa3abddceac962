package bourse.domain;

/** How an order's price is given. */
public enum OrderType {
  /** Trades at its price or better; what is left rests when its time in force allows. */
  LIMIT,
  /** Trades at once against whatever rests; what is left is cancelled. */
  MARKET
}
