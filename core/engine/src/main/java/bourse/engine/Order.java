package bourse.engine;

/** An order while it lives. Used again for another order afterwards. */
final class Order {
  long id;
  Account account;
  Market market;
  boolean isBuy;

  /** 0 for a market order. */
  long priceTicks;

  long openLots;
  long filledLots;
  long acceptedAtMicros;

  /** Decided when the order was accepted, so that the hold stays enough. */
  boolean isFeeExempt;

  /** See {@link Fees}. */
  int feeCredit;

  /** What is reserved for this order: quote for a buy, base for a sell. */
  long held;

  Balance base;
  Balance quote;

  /** Null when it has none. */
  ClientOrder clientOrder;

  /** Whether {@link OrderDesk} finds it by its id. */
  boolean isIndexed;

  /** The level where it rests, else null. */
  PriceLevel level;

  Order previous;
  Order next;

  Balance heldBalance() {
    return isBuy ? quote : base;
  }
}
