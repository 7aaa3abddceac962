package bourse.engine;

/**
 * Orders whose time to enter their book has come, first come first. They enter after the trades of
 * the command that reached them, as many as one command may; the others follow with the next.
 */
final class Reached {
  private Order first;
  private Order last;

  /** The next one, or null. */
  Order first() {
    return first;
  }

  void add(Order order) {
    add(order, Special.State.REACHED);
  }

  /** An order comes whose turn in its list is there; it takes its partner with it. */
  void addDue(Order order) {
    add(order, Special.State.DUE);
  }

  private void add(Order order, Special.State state) {
    order.special.state = state;
    order.previous = last;
    order.next = null;
    if (last == null) {
      first = order;
    } else {
      last.next = order;
    }
    last = order;
  }

  /** Moves those of a market to the end of another queue, in their order. */
  void moveTo(Reached other, Market market) {
    for (Order order = first; order != null; ) {
      Order next = order.next;
      if (order.market == market) {
        remove(order);
        other.add(order, order.special.state);
      }
      order = next;
    }
  }

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
  }
}
