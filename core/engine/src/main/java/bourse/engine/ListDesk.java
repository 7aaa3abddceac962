package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import java.util.ArrayList;
import java.util.List;

/** Takes and cancels order lists. What becomes of them then is for {@link OrderLists} to say. */
final class ListDesk {
  private final Facts facts;
  private final Ledger ledger;
  private final ClientOrders clientOrders;
  private final OpenOrders orders;
  private final Matching matching;
  private final OrderDesk desk;

  /** The list that a command asks for. */
  private OrderListType type;

  private ClientOrderId name;
  private final Incoming[] incoming = {new Incoming(), new Incoming(), new Incoming()};

  /** The order or list that has a name which it asks for; 0 for none. */
  private long takenBy;

  ListDesk(
      Facts facts,
      Ledger ledger,
      ClientOrders clientOrders,
      OpenOrders orders,
      Matching matching,
      OrderDesk desk) {
    this.facts = facts;
    this.ledger = ledger;
    this.clientOrders = clientOrders;
    this.orders = orders;
    this.matching = matching;
    this.desk = desk;
  }

  OrderLists lists() {
    return orders.lists();
  }

  /** Takes all orders of a list, or says why it takes none. */
  void place(byte[] frames, int offset, long logTimeMicros) {
    read(frames, offset);
    ErrorCode refusal = refusal(logTimeMicros);
    if (refusal != null) {
      facts.refused(refusal, incoming[0].accountId, takenBy);
    } else {
      accept(logTimeMicros);
    }
  }

  /** Why a list that a command asks for would be refused now, or null. Changes nothing. */
  ErrorCode test(byte[] frames, int offset, long logTimeMicros) {
    read(frames, offset);
    return refusal(logTimeMicros);
  }

  private void read(byte[] frames, int offset) {
    type = Commands.listType(frames, offset);
    for (int i = 0; i < type.orders(); i++) {
      incoming[i].read(frames, Commands.listedOrder(offset, i));
      incoming[i].isPending = type.hasWorkingOrder() && i > 0;
    }
    name = Layout.getClientOrderId(frames, offset + Commands.LIST_CLIENT_ORDER_ID);
  }

  /** Cancels what is open of a list. */
  void cancel(long accountId, long listId, long logTimeMicros) {
    OrderList list = orders.lists().find(listId);
    Account account = ledger.account(accountId);
    if (account != null && account.isFrozen()) {
      facts.refused(ErrorCode.ACCOUNT_FROZEN, accountId, listId);
    } else if (list == null || list.account != account) {
      facts.refused(ErrorCode.UNKNOWN_ORDER_LIST, accountId, listId);
    } else {
      desk.cancel(list.first(), DoneReason.CANCELLED_BY_USER, logTimeMicros);
    }
  }

  /** Tells the lists that have an order that lives. */
  void describe() {
    for (long id : orders.lists().ids()) {
      facts.listPlaced(orders.lists().find(id));
    }
  }

  /** Tells the orders that are pending. */
  void describePending() {
    pending().forEach(facts::describe);
  }

  /** The orders whose working order is not filled yet, or whose partner's turn is to come. */
  List<Order> pending() {
    List<Order> pending = new ArrayList<>();
    for (long id : orders.lists().ids()) {
      OrderList list = orders.lists().find(id);
      for (int i = 0; i < list.type.orders(); i++) {
        Order order = list.order(i);
        if (order != null && order.special.state == Special.State.PENDING) {
          pending.add(order);
        }
      }
    }
    return pending;
  }

  /**
   * All orders of a snapshot are there, and get what is held for them. False when those of a list
   * do not fit each other.
   */
  boolean restored(long lastOrderId) {
    for (long id : orders.lists().ids()) {
      OrderList list = orders.lists().find(id);
      if (id > lastOrderId || list.first() == null || !list.isConsistent()) {
        return false;
      }
      for (int i = 0; i < list.type.orders(); i++) {
        Order order = list.order(i);
        if (order != null) {
          order.held = list.need(order);
        }
      }
    }
    return true;
  }

  /** Both orders of a pair are placed. */
  void startPair(OrderList list, long logTimeMicros) {
    Order profit = list.profitOrder();
    orders.hold(profit, list.need(profit));
    startWaiting(list.stopOrder());
    if (profit.type.waits()) {
      startWaiting(profit);
    } else {
      matching.enter(profit, logTimeMicros);
    }
  }

  /** Waits, or, when its stop price is behind already, comes as soon as others are through. */
  void startWaiting(Order order) {
    if (Incoming.isReached(order.market, order.waitsForRise(), order.special.triggerTicks)) {
      orders.reachedBy(order).add(order);
    } else {
      order.market.triggersOrNew().add(order);
    }
  }

  /** What forbids the list that was read, or null. */
  private ErrorCode refusal(long logTimeMicros) {
    takenBy = 0;
    ClientOrder taken =
        name.isNone() ? null : clientOrders.find(incoming[0].accountId, name, logTimeMicros);
    if (taken != null) {
      takenBy = taken.orderId;
      return ErrorCode.DUPLICATE_CLIENT_ORDER_ID;
    }
    if (hasNameTwice()) {
      return ErrorCode.DUPLICATE_CLIENT_ORDER_ID;
    }
    if (!isSuch()) {
      return ErrorCode.INVALID_LIST;
    }
    for (int i = 0; i < type.orders(); i++) {
      ErrorCode refusal =
          desk.refusalInList(incoming[i], i == 0 ? type.orders() : 1, logTimeMicros);
      takenBy = incoming[i].takenBy;
      if (refusal != null) {
        return refusal;
      }
    }
    return type.hasPair() ? pairRule() : null;
  }

  private boolean hasNameTwice() {
    for (int i = 0; i < type.orders(); i++) {
      if (incoming[i].isNamed()) {
        if (incoming[i].hasName(name)) {
          return true;
        }
        for (int k = 0; k < i; k++) {
          if (incoming[i].hasName(incoming[k])) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether orders of these types, sides and quantities make such a list. */
  private boolean isSuch() {
    for (int i = 0; i < type.orders(); i++) {
      if (incoming[i].symbol != incoming[0].symbol || incoming[i].isByAmount()) {
        return false;
      }
    }
    boolean works = type.hasWorkingOrder();
    if (works && !OrderCombinations.isWorkingOrder(incoming[0].type)) {
      return false;
    }
    if (!type.hasPair()) {
      return true;
    }
    Incoming profit = incoming[type.orders() - 2];
    Incoming stop = incoming[type.orders() - 1];
    boolean isPair =
        OrderCombinations.isProfitOrder(profit.type, profit.timeInForce)
            && OrderCombinations.isStopOrder(stop.type)
            && profit.isBuy == stop.isBuy
            && profit.lots == stop.lots;
    return isPair
        && (!works || (profit.isBuy != incoming[0].isBuy && profit.lots == incoming[0].lots));
  }

  /** Whether the prices of the pair stand as they must; those that are not known yet do. */
  private ErrorCode pairRule() {
    Incoming profit = incoming[type.orders() - 2];
    Incoming stop = incoming[type.orders() - 1];
    boolean trails = stop.type == OrderType.TRAILING_STOP;
    if (trails && stop.isPending) {
      return null;
    }
    return OrderList.priceRule(
        profit.isBuy,
        profit.type == OrderType.LIMIT ? profit.priceTicks : profit.conditions.triggerTicks(),
        trails ? stop.special().triggerTicks : stop.conditions.triggerTicks());
  }

  /** Takes the orders of a list, which nothing forbids. */
  private void accept(long logTimeMicros) {
    OrderList list =
        orders
            .lists()
            .create(desk.lastOrderId() + 1, type, incoming[0].account, incoming[0].market);
    if (!name.isNone()) {
      list.clientOrder = clientOrders.add(list.account.id, name, list.id);
    }
    facts.listPlaced(list);
    for (int i = 0; i < type.orders(); i++) {
      orders.index(desk.take(incoming[i], list, logTimeMicros));
    }
    if (type.hasWorkingOrder()) {
      desk.start(incoming[0], list.order(0), logTimeMicros);
    } else {
      startPair(list, logTimeMicros);
    }
  }
}
