package bourse.loadtests.orderflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A book that is slow and plain to see through, with which the generator knows which orders rest
 * and what the answer is. Prices first, then time.
 */
final class ReferenceBook {
  /** An order that rests. */
  static final class Resting {
    final long id;
    final long user;
    final boolean isBuy;
    long price;
    long open;
    private int index;

    Resting(long id, long user, boolean isBuy, long price, long open) {
      this.id = id;
      this.user = user;
      this.isBuy = isBuy;
      this.price = price;
      this.open = open;
    }
  }

  private final NavigableMap<Long, Deque<Resting>> bids = new TreeMap<>(Collections.reverseOrder());
  private final NavigableMap<Long, Deque<Resting>> asks = new TreeMap<>();

  /** All that rest, in an order that makes a uniform pick cheap. */
  private final List<Resting> live = new ArrayList<>();

  private final TradeHash trades = new TradeHash();

  int size() {
    return live.size();
  }

  Resting pick(long index) {
    return live.get((int) index);
  }

  int levels(boolean buys) {
    return (buys ? bids : asks).size();
  }

  Answer answer() {
    return trades.answer();
  }

  /** The order trades with what it crosses; the rest stays, or is cancelled. */
  void enter(Resting order, boolean rests) {
    NavigableMap<Long, Deque<Resting>> opposite = order.isBuy ? asks : bids;
    while (order.open > 0 && !opposite.isEmpty() && crosses(order, opposite.firstKey())) {
      Deque<Resting> queue = opposite.firstEntry().getValue();
      Resting maker = queue.getFirst();
      long quantity = Math.min(order.open, maker.open);
      order.open -= quantity;
      maker.open -= quantity;
      trades.add(maker.id, order.id, maker.price, quantity);
      if (maker.open == 0) {
        forget(maker);
        queue.removeFirst();
        if (queue.isEmpty()) {
          opposite.pollFirstEntry();
        }
      }
    }
    if (order.open > 0 && rests) {
      side(order).computeIfAbsent(order.price, price -> new ArrayDeque<>()).addLast(order);
      order.index = live.size();
      live.add(order);
    }
  }

  void leave(Resting order) {
    forget(order);
    Deque<Resting> queue = side(order).get(order.price);
    queue.remove(order);
    if (queue.isEmpty()) {
      side(order).remove(order.price);
    }
  }

  private NavigableMap<Long, Deque<Resting>> side(Resting order) {
    return order.isBuy ? bids : asks;
  }

  private static boolean crosses(Resting order, long price) {
    return order.isBuy ? price <= order.price : price >= order.price;
  }

  private void forget(Resting order) {
    Resting last = live.remove(live.size() - 1);
    if (last != order) {
      live.set(order.index, last);
      last.index = order.index;
    }
  }
}
