package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.OrderListType;

/** The order lists with an order that lives, and what becomes of one when another ends. */
final class OrderLists {
  private final OpenOrders orders;
  private final ClientOrders clientOrders;
  private final LongMap<OrderList> lists = new LongMap<>();

  OrderLists(OpenOrders orders, ClientOrders clientOrders) {
    this.orders = orders;
    this.clientOrders = clientOrders;
  }

  OrderList create(long id, OrderListType type, Account account, Market market) {
    OrderList list = new OrderList(id, type, account, market);
    lists.put(id, list);
    return list;
  }

  /** The list, or null. */
  OrderList find(long id) {
    return lists.get(id);
  }

  /** The ids of all, ascending. */
  long[] ids() {
    return lists.sortedKeys();
  }

  /** An order was filled, in part too, or entered the book out of a pair: the other one goes. */
  void executed(Order order, long logTimeMicros) {
    OrderList list = order.special.list;
    Order partner = list.partner(order);
    if (partner != null) {
      list.isTied = false;
      end(partner, DoneReason.LINKED_ORDER_EXECUTED, logTimeMicros);
    }
  }

  /** An order ended: those that followed it are due, or end too. */
  void left(Order order, DoneReason reason, long logTimeMicros) {
    OrderList list = order.special.list;
    list.remove(order);
    if (list.isWorking(order) && reason == DoneReason.FILLED) {
      follow(list, order.filledLots);
    } else if (list.isTied) {
      list.isTied = false;
      DoneReason theirs =
          list.isWorking(order)
              ? DoneReason.WORKING_ORDER_ENDED
              : order.filledLots > 0 ? DoneReason.LINKED_ORDER_EXECUTED : reason;
      for (Order other = list.first(); other != null; other = list.first()) {
        end(other, theirs, logTimeMicros);
      }
    } else if (list.first() == null) {
      lists.remove(list.id);
      if (list.clientOrder != null) {
        clientOrders.end(list.clientOrder, logTimeMicros);
      }
    }
  }

  private void follow(OrderList list, long filledLots) {
    if (list.type.hasPair()) {
      list.exitLots = filledLots;
    } else {
      list.isTied = false;
    }
    orders.reachedBy(list.first()).addDue(list.first());
  }

  private void end(Order order, DoneReason reason, long logTimeMicros) {
    boolean rests = !order.isWaiting();
    orders.leave(order);
    orders.end(order, reason, rests, logTimeMicros);
  }
}
