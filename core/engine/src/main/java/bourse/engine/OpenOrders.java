package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.MarketState;

/**
 * The orders that live: found by their id, with what is reserved for them. Each has exactly
 * reserved what {@link #need} says for its open rest.
 */
final class OpenOrders {
  private final Facts facts;
  private final Ledger ledger;
  private final ClientOrders clientOrders;
  private final Deadlines deadlines = new Deadlines();
  private final Reached reached = new Reached();
  private final OrderLists lists;
  private final LongMap<Order> orders = new LongMap<>();
  private Order free;

  OpenOrders(Facts facts, Ledger ledger, ClientOrders clientOrders) {
    this.facts = facts;
    this.ledger = ledger;
    this.clientOrders = clientOrders;
    lists = new OrderLists(this, clientOrders);
  }

  /** The order, or null. */
  Order find(long id) {
    return orders.get(id);
  }

  Deadlines deadlines() {
    return deadlines;
  }

  Reached reached() {
    return reached;
  }

  /** The queue of those that were reached where the order is, or belongs: an auction holds them. */
  Reached reachedBy(Order order) {
    return order.market.state == MarketState.AUCTION ? order.market.held : reached;
  }

  OrderLists lists() {
    return lists;
  }

  /** Takes an order from where it rests or waits; it still lives. */
  void leave(Order order) {
    if (!order.isWaiting()) {
      Matching.leaveBook(order);
      return;
    }
    switch (order.special.state) {
      case WAITS -> order.market.triggers().remove(order);
      case REACHED, DUE -> reachedBy(order).remove(order);
      case PENDING, ENTERED -> {
        // It is nowhere.
      }
    }
  }

  /** Something is due for an account or a market at that time; 0 for never. */
  void setDue(Due due, long dueAtMicros) {
    if (due.dueSlot >= 0) {
      deadlines.remove(due);
    }
    due.dueAtMicros = dueAtMicros;
    if (dueAtMicros != 0) {
      deadlines.add(due);
    }
  }

  /** An order that is nowhere yet. Its terms are still to be set. */
  Order create(long id, Account account, Market market, boolean isBuy) {
    Order order = free;
    if (order == null) {
      order = new Order();
    } else {
      free = order.next;
    }
    order.id = id;
    order.account = account;
    order.market = market;
    order.isBuy = isBuy;
    order.isPostOnly = false;
    order.dueAtMicros = 0;
    order.filledLots = 0;
    order.feeCredit = 0;
    order.held = 0;
    order.special = null;
    order.isIndexed = false;
    order.level = null;
    order.previous = null;
    order.next = null;
    order.base = account.balanceOrNew(market.baseIndex, market.definition.base().id());
    order.quote = account.balanceOrNew(market.quoteIndex, market.definition.quote().id());
    return order;
  }

  /** From now on the order is found by its id, and ends when its time comes. */
  void index(Order order) {
    if (order.isIndexed) {
      return;
    }
    orders.put(order.id, order);
    order.isIndexed = true;
    order.account.add(order);
    if (order.dueAtMicros != 0) {
      deadlines.add(order);
    }
  }

  /** Brings each account's orders into the order of their ids, after a snapshot was read. */
  void sortByAccount() {
    long[] ids = orders.sortedKeys();
    for (long id : ids) {
      Order order = orders.get(id);
      order.account.remove(order);
      order.account.add(order);
    }
  }

  /** Brings what is held for the order to what it needs. */
  void hold(Order order, long need) {
    long more = need - order.held;
    order.held = need;
    if (more > 0) {
      ledger.hold(order.heldBalance(), more, order.id);
    } else if (more < 0) {
      ledger.release(order.heldBalance(), -more, order.id);
    }
  }

  /** What an order must have reserved now. */
  static long need(Order order) {
    return order.special == null || order.special.list == null
        ? order.market.need(order)
        : order.special.list.need(order);
  }

  /** Gives back what the open rest no longer needs. */
  void releaseExcess(Order order) {
    long need = need(order);
    if (need < 0 || need > order.held) {
      throw new InvariantBroken(
          "Order " + order.id + " needs " + need + " but only " + order.held + " are held");
    }
    if (need < order.held) {
      hold(order, need);
    }
  }

  /** The order has left the book, if it was there, and ends. */
  void end(Order order, DoneReason reason, boolean wasResting, long logTimeMicros) {
    facts.done(order, reason, wasResting);
    if (order.held < 0) {
      throw new InvariantBroken("Order " + order.id + " spent more than was held for it");
    }
    if (order.held > 0) {
      ledger.release(order.heldBalance(), order.held, order.id);
    }
    if (order.clientOrder != null) {
      clientOrders.end(order.clientOrder, logTimeMicros);
      order.clientOrder = null;
    }
    if (order.isIndexed) {
      orders.remove(order.id);
      order.account.remove(order);
      if (order.dueSlot >= 0) {
        deadlines.remove(order);
      }
    }
    if (order.special != null && order.special.list != null) {
      lists.left(order, reason, logTimeMicros);
    }
    order.next = free;
    free = order;
  }
}
