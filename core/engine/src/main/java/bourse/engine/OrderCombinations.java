package bourse.engine;

import bourse.domain.OrderType;
import bourse.domain.TimeInForce;

/**
 * Which types of orders go with which times in force and flags. What is not in here is refused,
 * never passed over.
 */
public final class OrderCombinations {
  private OrderCombinations() {}

  public static boolean isSupported(OrderType type, TimeInForce timeInForce, boolean isPostOnly) {
    return switch (type) {
      case LIMIT -> timeInForce.rests() || !isPostOnly;
      case MARKET -> !timeInForce.rests() && !isPostOnly;
    };
  }
}
