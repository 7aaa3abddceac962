package bourse.engine;

import bourse.domain.ErrorCode;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;

/**
 * Orders that depend on each other, while one of them lives. Its id is that of its first order; the
 * others follow: an OCO has its profit order and its stop order, an OTO its working order and its
 * pending one, a bracket its working order, profit order and stop order.
 *
 * <p>While the list is tied, an order that ends takes the others with it. A working order that is
 * filled leaves a pair that is tied, or a single order that is not; the first fill or trigger of a
 * pair unties it. A pair holds its funds once: the profit order has reserved what the dearer of the
 * two needs.
 */
final class OrderList {
  final long id;
  final OrderListType type;
  final Account account;
  final Market market;

  /** Null when it has none. */
  ClientOrder clientOrder;

  boolean isTied = true;

  /** What the working order of a bracket traded, for its exits; 0 until it is filled. */
  long exitLots;

  /** By their place; null once they ended. */
  private final Order[] orders;

  OrderList(long id, OrderListType type, Account account, Market market) {
    this.id = id;
    this.type = type;
    this.account = account;
    this.market = market;
    orders = new Order[type.orders()];
  }

  /** Whether that id is of one of its orders. */
  boolean contains(long orderId) {
    return orderId >= id && orderId - id < orders.length;
  }

  void add(Order order) {
    order.special.list = this;
    orders[place(order)] = order;
  }

  void remove(Order order) {
    orders[place(order)] = null;
  }

  /** The order at a place, or null when it has ended. */
  Order order(int place) {
    return orders[place];
  }

  /** The first of its orders that lives, or null. */
  Order first() {
    for (Order order : orders) {
      if (order != null) {
        return order;
      }
    }
    return null;
  }

  boolean isWorking(Order order) {
    return type.hasWorkingOrder() && order.id == id;
  }

  /** Whether two orders that cancel each other are all that is left of it. */
  boolean isPair() {
    return isTied && type.hasPair() && !(type.hasWorkingOrder() && orders[0] != null);
  }

  Order profitOrder() {
    return orders[orders.length - 2];
  }

  Order stopOrder() {
    return orders[orders.length - 1];
  }

  /** The other order of a pair, or null. */
  Order partner(Order order) {
    return !isPair() ? null : order == profitOrder() ? stopOrder() : profitOrder();
  }

  /** What the order must have reserved; -1 when that does not fit a long. */
  long need(Order order) {
    if (order.special.isPending()) {
      return 0;
    }
    Order partner = partner(order);
    long own = order.market.need(order);
    return partner == null ? own : order == stopOrder() ? 0 : dearer(own, market.need(partner));
  }

  /** The greater of two needs; -1 when one of them is. */
  static long dearer(long need, long other) {
    return need < 0 || other < 0 ? -1 : Math.max(need, other);
  }

  /** Whether the order's quantity may still be bought, beside that of all the others. */
  boolean mayBuyToo(Order order) {
    return !order.special.isPending() && !(isPair() && order == stopOrder());
  }

  /** Why nothing of the order can be changed, or not its quantity; or null. */
  ErrorCode amendRule(Order order, long openOrZero) {
    return order.special.isPending() || (isPair() && openOrZero != 0)
        ? ErrorCode.ORDER_IN_LIST
        : null;
  }

  /** What forbids these prices of an order of a pair, as the other one's are; or null. */
  ErrorCode priceRule(Order order, long priceTicks, long triggerTicks) {
    Order partner = partner(order);
    if (partner == null) {
      return null;
    }
    long own = order.type == OrderType.LIMIT ? priceTicks : triggerTicks;
    long other =
        partner.type == OrderType.LIMIT ? partner.priceTicks : partner.special.triggerTicks;
    return order == profitOrder()
        ? priceRule(order.isBuy, own, other)
        : priceRule(order.isBuy, other, own);
  }

  static ErrorCode priceRule(boolean isBuy, long profitTicks, long stopTicks) {
    return (isBuy ? profitTicks < stopTicks : profitTicks > stopTicks)
        ? null
        : ErrorCode.LIST_PRICES_CROSS;
  }

  /** Whether the orders that live are those that there can be, each where it can be. */
  boolean isConsistent() {
    int living = 0;
    for (Order order : orders) {
      if (order != null) {
        living++;
        if (order.account != account || order.market != market) {
          return false;
        }
        boolean mayPend = type.hasWorkingOrder() && !isWorking(order) && !isActive(order);
        if (order.special.isPending() != mayPend) {
          return false;
        }
      }
    }
    boolean isWhole = living == orders.length || (isPair() && living == 2);
    return isTied
        ? isWhole && (!isPair() || (profitOrder() != null && stopOrder() != null))
        : living == 1;
  }

  /** Whether it is placed already, as its working order is filled and its turn was there. */
  private boolean isActive(Order order) {
    if (orders[0] != null) {
      return false;
    }
    Order first = type.hasPair() && isTied ? profitOrder() : order;
    return first != null && !first.special.isPending();
  }

  private int place(Order order) {
    return (int) (order.id - id);
  }
}
