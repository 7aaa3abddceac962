package bourse.engine;

/** All resting orders of one side at one price, first come first. */
final class PriceLevel {
  long priceTicks;
  long openLots;

  /** What icebergs here do not show; kept by who changes them. */
  long hiddenLots;

  int orders;
  Order first;
  Order last;

  /** The next unused level, while this one is unused. */
  PriceLevel nextFree;

  void append(Order order) {
    order.level = this;
    order.previous = last;
    order.next = null;
    if (last == null) {
      first = order;
    } else {
      last.next = order;
    }
    last = order;
    orders++;
    openLots += order.openLots;
  }

  /** Puts an order in front of one that rests here, or behind all when that is null. */
  void insert(Order order, Order behind) {
    if (behind == null) {
      append(order);
      return;
    }
    order.level = this;
    order.next = behind;
    order.previous = behind.previous;
    if (behind.previous == null) {
      first = order;
    } else {
      behind.previous.next = order;
    }
    behind.previous = order;
    orders++;
    openLots += order.openLots;
  }

  /** Takes the order out, with what it has open. */
  void remove(Order order) {
    if (order.previous == null) {
      first = order.next;
    } else {
      order.previous.next = order.next;
    }
    if (order.next == null) {
      last = order.previous;
    } else {
      order.next.previous = order.previous;
    }
    order.previous = null;
    order.next = null;
    order.level = null;
    orders--;
    openLots -= order.openLots;
  }
}
