package bourse.trading;

import bourse.domain.FeeSchedule;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import bourse.engine.OrderCombinations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is supported. The kinds of orders are made from the rules by which orders are refused, and
 * compared with what really happens to an order of every kind by a test; what is not in here is
 * refused with UNSUPPORTED_COMBINATION.
 *
 * @param orders each combination that is taken
 * @param selfTradePrevention what any of them may ask for, the default first; NONE is for few
 *     accounts
 * @param orderLists each kind of list that is taken
 * @param fees what fees may depend on
 */
record Capabilities(
    List<Combination> orders,
    List<SelfTradePrevention> selfTradePrevention,
    List<ListCombination> orderLists,
    FeeRules fees) {
  /**
   * What fees depend on beside the symbol.
   *
   * @param volumeDays an account's rates may depend on what it traded within so many days
   */
  record FeeRules(int volumeDays) {}

  /** One kind of order list, and which types its orders may have. */
  record ListCombination(
      OrderListType type,
      List<OrderType> working,
      List<OrderType> pending,
      List<OrderType> profit,
      List<OrderType> stop) {}

  /**
   * One kind of order.
   *
   * @param quantity the sides on which it may have a quantity
   * @param quoteAmount the sides on which it may have a quoteAmount instead
   * @param displayQuantity whether the book may show a part of it
   * @param states the states in which a market takes it
   */
  record Combination(
      OrderType type,
      TimeInForce timeInForce,
      boolean postOnly,
      List<Side> quantity,
      List<Side> quoteAmount,
      boolean displayQuantity,
      List<MarketState> states) {}

  private static final Capabilities PRESENT =
      new Capabilities(
          combinations(),
          List.of(SelfTradePrevention.values()),
          lists(),
          new FeeRules(FeeSchedule.VOLUME_DAYS));

  static Capabilities present() {
    return PRESENT;
  }

  private static List<Combination> combinations() {
    List<Combination> all = new ArrayList<>();
    for (OrderType type : OrderType.values()) {
      for (TimeInForce timeInForce : TimeInForce.values()) {
        for (boolean postOnly : new boolean[] {false, true}) {
          if (OrderCombinations.isSupported(type, timeInForce, postOnly)) {
            all.add(
                new Combination(
                    type,
                    timeInForce,
                    postOnly,
                    sides(side -> OrderCombinations.takesQuantity(type, side)),
                    sides(side -> OrderCombinations.takesAmount(type, side)),
                    OrderCombinations.takesDisplay(type, timeInForce),
                    states(type, timeInForce, postOnly)));
          }
        }
      }
    }
    return List.copyOf(all);
  }

  private static List<MarketState> states(
      OrderType type, TimeInForce timeInForce, boolean postOnly) {
    return Stream.of(MarketState.values())
        .filter(state -> state.refusal(type, timeInForce, postOnly) == null)
        .toList();
  }

  private static List<ListCombination> lists() {
    return Stream.of(OrderListType.values()).map(Capabilities::list).toList();
  }

  private static ListCombination list(OrderListType type) {
    return new ListCombination(
        type,
        types(one -> type.hasWorkingOrder() && OrderCombinations.isWorkingOrder(one)),
        types(one -> !type.hasPair()),
        types(one -> type.hasPair() && OrderCombinations.isProfitOrder(one, TimeInForce.GTC)),
        types(one -> type.hasPair() && OrderCombinations.isStopOrder(one)));
  }

  private static List<OrderType> types(Predicate<OrderType> condition) {
    return Stream.of(OrderType.values()).filter(condition).toList();
  }

  private static List<Side> sides(Predicate<Side> condition) {
    return Stream.of(Side.values()).filter(condition).toList();
  }
}
