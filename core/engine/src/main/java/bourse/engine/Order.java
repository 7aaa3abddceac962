package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;

/** An order while it lives. Used again for another order afterwards. */
final class Order extends Due implements AcceptedOrder {
  long id;
  Account account;
  Market market;
  boolean isBuy;
  OrderType type;
  TimeInForce timeInForce;
  SelfTradePrevention selfTradePrevention;
  boolean isPostOnly;

  /** 0 for a market order. */
  long priceTicks;

  /** What can trade now: all that is open, but of an iceberg what it shows. */
  long openLots;

  long filledLots;

  long acceptedAtMicros;

  /** The command that changed it last, and its log time. */
  long version;

  long changedAtMicros;

  // Decided when the order was accepted, so that the hold stays enough.
  int makerRate;
  int takerRate;

  /** See {@link Fees}. */
  int feeCredit;

  /** What is reserved for this order: quote for a buy, base for a sell. */
  long held;

  Balance base;
  Balance quote;

  /** Null when it has none. */
  ClientOrder clientOrder;

  /** Null for a plain order. */
  Special special;

  /** Whether {@link OpenOrders} finds it by its id. */
  boolean isIndexed;

  /** Neighbours among the open orders of its account. */
  Order previousOwn;

  Order nextOwn;

  /** The level where it rests, or waits for that price; else null. */
  PriceLevel level;

  Order previous;
  Order next;

  boolean isMarket() {
    return type.isMarket();
  }

  /** Whether it has not entered the book yet. */
  boolean isWaiting() {
    return special != null && special.state != Special.State.ENTERED;
  }

  boolean waitsForRise() {
    return type.waitsForRise(side());
  }

  /** What is open of it, shown or not. */
  long wholeOpenLots() {
    return special == null ? openLots : openLots + special.hiddenLots;
  }

  /** The highest fee rate that it can meet. */
  int holdRate() {
    return Math.max(makerRate, takerRate);
  }

  Balance heldBalance() {
    return isBuy ? quote : base;
  }

  @Override
  long dueId() {
    return id;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public long account() {
    return account.id;
  }

  @Override
  public int symbol() {
    return market.id;
  }

  @Override
  public Side side() {
    return isBuy ? Side.BUY : Side.SELL;
  }

  @Override
  public OrderType type() {
    return type;
  }

  @Override
  public TimeInForce timeInForce() {
    return timeInForce;
  }

  @Override
  public long priceTicks() {
    return priceTicks;
  }

  @Override
  public long quantityLots() {
    return filledLots + wholeOpenLots();
  }

  @Override
  public ClientOrderId clientOrderId() {
    return clientOrder == null ? ClientOrderId.NONE : clientOrder.id();
  }

  @Override
  public SelfTradePrevention selfTradePrevention() {
    return selfTradePrevention;
  }

  @Override
  public boolean isPostOnly() {
    return isPostOnly;
  }

  @Override
  public long expiresAtMicros() {
    return dueAtMicros;
  }

  @Override
  public Conditions conditions() {
    return special == null
        ? Conditions.NONE
        : new Conditions(
            special.quoteAmount,
            special.isTrailing() ? 0 : special.triggerTicks,
            special.trailTicks,
            special.trailBasisPoints,
            special.displayLots);
  }

  @Override
  public long listId() {
    return special == null || special.list == null ? 0 : special.list.id;
  }

  @Override
  public boolean isPending() {
    return special != null && special.isPending();
  }

  @Override
  public long createdAtMicros() {
    return acceptedAtMicros;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public long changedAtMicros() {
    return changedAtMicros;
  }
}
