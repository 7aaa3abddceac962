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

  /** Shrinking both orders has no meaning for one that has an amount and no quantity. */
  public static boolean takesAmount(SelfTradePrevention prevention) {
    return prevention != SelfTradePrevention.DECREMENT_AND_CANCEL;
  }

  /** Whether the book may show a part of the order only. */
  public static boolean takesDisplay(OrderType type, TimeInForce timeInForce) {
    return !type.isMarket() && timeInForce.rests();
  }
}
