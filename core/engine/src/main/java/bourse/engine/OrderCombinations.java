package bourse.engine;

import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;

/**
 * Which types of orders go with which times in force, flags and conditions. What is not in here is
 * refused, never passed over.
 */
public final class OrderCombinations {
  private OrderCombinations() {}

  /** For an order that waits, the time in force says what happens once it enters the book. */
  public static boolean isSupported(OrderType type, TimeInForce timeInForce, boolean isPostOnly) {
    return type.isMarket()
        ? !timeInForce.rests() && !isPostOnly
        : timeInForce.rests() || !isPostOnly;
  }

  /**
   * Whether the order says how much by a quantity. Not when it waits to buy at any price: nobody
   * knows what that will cost, so it says what it may.
   */
  public static boolean takesQuantity(OrderType type, Side side) {
    return !(type.waits() && type.isMarket() && side == Side.BUY);
  }

  /** Whether the order may say how much by an amount of the quote asset. */
  public static boolean takesAmount(OrderType type, Side side) {
    return type.isMarket() && (!type.waits() || side == Side.BUY);
  }

  /** Whether it can be the working order of a list: it does not wait for anything itself. */
  public static boolean isWorkingOrder(OrderType type) {
    return !type.waits();
  }

  /** Whether it can be the profit order of a pair: it rests, or waits for a better price. */
  public static boolean isProfitOrder(OrderType type, TimeInForce timeInForce) {
    return switch (type) {
      case LIMIT -> timeInForce.rests();
      case TAKE_PROFIT, TAKE_PROFIT_LIMIT -> true;
      case MARKET, STOP, STOP_LIMIT, TRAILING_STOP -> false;
    };
  }

  /** Whether it can be the stop order of a pair: it waits for a worse price. */
  public static boolean isStopOrder(OrderType type) {
    return switch (type) {
      case STOP, STOP_LIMIT, TRAILING_STOP -> true;
      case LIMIT, MARKET, TAKE_PROFIT, TAKE_PROFIT_LIMIT -> false;
    };
  }

  /** Shrinking both orders has no meaning for one that has an amount and no quantity. */
  public static boolean takesAmount(SelfTradePrevention prevention) {
    return prevention != SelfTradePrevention.DECREMENT_AND_CANCEL;
  }

  /** Whether the book may show a part of the order only. */
  public static boolean takesDisplay(OrderType type, TimeInForce timeInForce) {
    return !type.isMarket() && timeInForce.rests();
  }
}
