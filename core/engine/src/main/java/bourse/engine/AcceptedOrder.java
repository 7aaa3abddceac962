package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;

/**
 * An order as {@link FactSink#orderAccepted} tells it: read only, and valid until that call
 * returns. Keep {@link #terms} and the numbers, not this.
 */
public interface AcceptedOrder {
  long id();

  long account();

  int symbol();

  Side side();

  OrderType type();

  TimeInForce timeInForce();

  /** 0 for one that trades at any price. */
  long priceTicks();

  /** What is filled and what is open; 0 while it is not known what its amount buys. */
  long quantityLots();

  ClientOrderId clientOrderId();

  SelfTradePrevention selfTradePrevention();

  boolean isPostOnly();

  /** When a GTD order ends; otherwise 0. */
  long expiresAtMicros();

  Conditions conditions();

  /** The order list that it is a part of; 0 for none. */
  long listId();

  /** Whether it waits until the working order of its list is filled. */
  boolean isPending();

  /** The log time at which it was accepted. */
  long createdAtMicros();

  /** The sequence of the command that changed it last; in a description, that may be long ago. */
  long version();

  /** The log time of that command. */
  long changedAtMicros();

  /** A copy of what was asked for. */
  default OrderTerms terms() {
    return new OrderTerms(
        symbol(),
        side(),
        type(),
        timeInForce(),
        priceTicks(),
        quantityLots(),
        clientOrderId(),
        selfTradePrevention(),
        isPostOnly(),
        expiresAtMicros(),
        conditions());
  }

  /** An order with these terms. */
  static AcceptedOrder of(
      long id,
      long account,
      OrderTerms terms,
      long createdAtMicros,
      long version,
      long changedAtMicros) {
    return of(id, account, terms, 0, false, createdAtMicros, version, changedAtMicros);
  }

  /** An order of a list. */
  static AcceptedOrder of(
      long id,
      long account,
      OrderTerms terms,
      long listId,
      boolean isPending,
      long createdAtMicros,
      long version,
      long changedAtMicros) {
    return new Told(
        id, account, terms, listId, isPending, createdAtMicros, version, changedAtMicros);
  }

  /** One that may be kept. */
  record Told(
      long id,
      long account,
      OrderTerms terms,
      long listId,
      boolean isPending,
      long createdAtMicros,
      long version,
      long changedAtMicros)
      implements AcceptedOrder {
    @Override
    public int symbol() {
      return terms.symbol();
    }

    @Override
    public Side side() {
      return terms.side();
    }

    @Override
    public OrderType type() {
      return terms.type();
    }

    @Override
    public TimeInForce timeInForce() {
      return terms.timeInForce();
    }

    @Override
    public long priceTicks() {
      return terms.priceTicks();
    }

    @Override
    public long quantityLots() {
      return terms.quantityLots();
    }

    @Override
    public ClientOrderId clientOrderId() {
      return terms.clientOrderId();
    }

    @Override
    public SelfTradePrevention selfTradePrevention() {
      return terms.selfTradePrevention();
    }

    @Override
    public boolean isPostOnly() {
      return terms.isPostOnly();
    }

    @Override
    public long expiresAtMicros() {
      return terms.expiresAtMicros();
    }

    @Override
    public Conditions conditions() {
      return terms.conditions();
    }
  }
}
