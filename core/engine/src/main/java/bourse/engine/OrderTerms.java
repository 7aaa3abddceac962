package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;

/**
 * What an account wants to trade, and how. Any values can be written down here; which of them make
 * an order is for the engine to say.
 *
 * @param symbol the symbol's number
 * @param priceTicks 0 for a market order
 * @param selfTradePrevention what happens when it meets an order of its own account
 * @param isPostOnly whether it is refused when it would trade at once
 * @param expiresAtMicros when a GTD order ends, by the log's time; otherwise 0
 * @param conditions what few orders ask for
 */
public record OrderTerms(
    int symbol,
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    long priceTicks,
    long quantityLots,
    ClientOrderId clientOrderId,
    SelfTradePrevention selfTradePrevention,
    boolean isPostOnly,
    long expiresAtMicros,
    Conditions conditions) {

  /** An order without further conditions. */
  public static OrderTerms of(
      int symbol,
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      long priceTicks,
      long quantityLots,
      ClientOrderId clientOrderId) {
    return new OrderTerms(
        symbol,
        side,
        type,
        timeInForce,
        priceTicks,
        quantityLots,
        clientOrderId,
        SelfTradePrevention.CANCEL_NEWEST,
        false,
        0,
        Conditions.NONE);
  }

  public OrderTerms withSelfTradePrevention(SelfTradePrevention newSelfTradePrevention) {
    return new OrderTerms(
        symbol,
        side,
        type,
        timeInForce,
        priceTicks,
        quantityLots,
        clientOrderId,
        newSelfTradePrevention,
        isPostOnly,
        expiresAtMicros,
        conditions);
  }

  public OrderTerms withPostOnly(boolean newIsPostOnly) {
    return new OrderTerms(
        symbol,
        side,
        type,
        timeInForce,
        priceTicks,
        quantityLots,
        clientOrderId,
        selfTradePrevention,
        newIsPostOnly,
        expiresAtMicros,
        conditions);
  }

  public OrderTerms withExpiry(long newExpiresAtMicros) {
    return new OrderTerms(
        symbol,
        side,
        type,
        timeInForce,
        priceTicks,
        quantityLots,
        clientOrderId,
        selfTradePrevention,
        isPostOnly,
        newExpiresAtMicros,
        conditions);
  }

  public OrderTerms withConditions(Conditions newConditions) {
    return new OrderTerms(
        symbol,
        side,
        type,
        timeInForce,
        priceTicks,
        quantityLots,
        clientOrderId,
        selfTradePrevention,
        isPostOnly,
        expiresAtMicros,
        newConditions);
  }
}
