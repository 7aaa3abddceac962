package bourse.engine;

import bourse.domain.ErrorCode;
import bourse.domain.SymbolLimits;

/**
 * What an account's open orders and balances leave room for in a market. Found out by going through
 * its orders, and only where the symbol has such limits.
 */
final class AccountLimits {
  private AccountLimits() {}

  /**
   * The limit that a new order breaks, or null.
   *
   * @param newOrders how many orders it counts for: one, or all of its list; 0 when it can't rest
   * @param leaving one of its orders that the new one takes the place of, or null
   */
  static ErrorCode broken(
      Market market, Account account, boolean isBuy, int newOrders, long lots, Order leaving) {
    if (!market.limitsAccounts) {
      return null;
    }
    int mostOrders = market.definition.limits().maximumOpenOrders();
    if (mostOrders != 0
        && newOrders != 0
        && !hasRoom(market, account, mostOrders - newOrders + 1, leaving)) {
      return ErrorCode.TOO_MANY_OPEN_ORDERS;
    }
    return isBuy ? brokenByBuying(market, account, lots, leaving) : null;
  }

  /** The limit that is broken when the account buys so much more, or null. */
  static ErrorCode brokenByBuying(Market market, Account account, long lots, Order leaving) {
    SymbolLimits limits = market.definition.limits();
    return limits.maximumPositionUnits() != 0
            && !mayBuy(market, account, limits.maximumPositionUnits(), lots, leaving)
        ? ErrorCode.ABOVE_MAXIMUM_POSITION
        : null;
  }

  private static boolean hasRoom(Market market, Account account, int most, Order leaving) {
    int left = most;
    for (Order order = account.firstOrder; order != null && left > 0; order = order.nextOwn) {
      if (order.market == market && order != leaving) {
        left--;
      }
    }
    return left > 0;
  }

  /** Counts down from the limit, so that no sum can overflow. */
  private static boolean mayBuy(
      Market market, Account account, long most, long lots, Order leaving) {
    Balance base = account.balance(market.baseIndex);
    long left = most - lots * market.lotUnits;
    if (left >= 0 && base != null) {
      left -= base.available + base.reserved;
    }
    for (Order order = account.firstOrder; order != null && left >= 0; order = order.nextOwn) {
      if (order.market == market && order.isBuy && order != leaving && counts(order)) {
        left -= order.wholeOpenLots() * market.lotUnits;
      }
    }
    return left >= 0;
  }

  /** Of a pair only one order trades; one that is pending is judged when its turn comes. */
  private static boolean counts(Order order) {
    return order.special == null
        || order.special.list == null
        || order.special.list.mayBuyToo(order);
  }
}
