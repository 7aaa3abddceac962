package bourse.engine;

/**
 * The orders of one market that wait for a price. Every trade is held against them: those that its
 * price reaches go to {@link Reached}, the nearest stop price first, then first come. Trailing
 * stops move on with every new best price.
 */
final class Triggers {
  /** Those that wait for a rise, the lowest stop price first. */
  final PriceLadder rising = new PriceLadder(false);

  /** Those that wait for a fall, the highest stop price first. */
  final PriceLadder falling = new PriceLadder(true);

  private final Trail trailingSells = new Trail(false);
  private final Trail trailingBuys = new Trail(true);

  boolean hasOrders() {
    return rising.best() != null || falling.best() != null;
  }

  /** One of them, or null: of those that wait for a rise first, the nearest stop price first. */
  Order first() {
    PriceLevel level = rising.best() != null ? rising.best() : falling.best();
    return level == null ? null : level.first;
  }

  PriceLadder ladder(Order order) {
    return order.waitsForRise() ? rising : falling;
  }

  void add(Order order) {
    order.special.state = Special.State.WAITS;
    ladder(order).levelAt(order.special.triggerTicks).append(order);
    if (order.special.isTrailing()) {
      trail(order).add(order);
    }
  }

  void remove(Order order) {
    leaveLevel(order);
    if (order.special.isTrailing()) {
      trail(order).remove(order);
    }
  }

  /** The market traded at this price. */
  void printed(long priceTicks, Reached reached) {
    trailingSells.follow(priceTicks);
    trailingBuys.follow(priceTicks);
    reach(rising, true, priceTicks, reached);
    reach(falling, false, priceTicks, reached);
  }

  /** Brings the trailing stops into the order of their ids, after a snapshot was read. */
  void sort() {
    trailingSells.sort();
    trailingBuys.sort();
  }

  private void reach(PriceLadder ladder, boolean isRising, long priceTicks, Reached reached) {
    PriceLevel level = ladder.best();
    while (level != null
        && (isRising ? level.priceTicks <= priceTicks : level.priceTicks >= priceTicks)) {
      Order order = level.first;
      remove(order);
      reached.add(order);
      level = ladder.best();
    }
  }

  private void leaveLevel(Order order) {
    PriceLevel level = order.level;
    level.remove(order);
    if (level.orders == 0) {
      ladder(order).remove(level);
    }
  }

  private Trail trail(Order order) {
    return order.isBuy ? trailingBuys : trailingSells;
  }

  /** The trailing stops of one side, by their ids. */
  private final class Trail {
    private final boolean isBuy;
    private Order first;
    private Order last;

    /** No price up to here moves any of them. */
    private long best;

    Trail(boolean isBuy) {
      this.isBuy = isBuy;
      best = worst();
    }

    void add(Order order) {
      order.special.previousTrailing = last;
      order.special.nextTrailing = null;
      if (last == null) {
        first = order;
      } else {
        last.special.nextTrailing = order;
      }
      last = order;
      // What this one has seen of the market is less than what the others have.
      best = worst();
    }

    void remove(Order order) {
      Special links = order.special;
      if (links.previousTrailing == null) {
        first = links.nextTrailing;
      } else {
        links.previousTrailing.special.nextTrailing = links.nextTrailing;
      }
      if (links.nextTrailing == null) {
        last = links.previousTrailing;
      } else {
        links.nextTrailing.special.previousTrailing = links.previousTrailing;
      }
      links.previousTrailing = null;
      links.nextTrailing = null;
    }

    void follow(long priceTicks) {
      if (first == null || (isBuy ? priceTicks >= best : priceTicks <= best)) {
        return;
      }
      best = priceTicks;
      for (Order order = first; order != null; order = order.special.nextTrailing) {
        long trigger = order.special.trailingTriggerTicks(isBuy, priceTicks);
        if (isBuy ? trigger < order.special.triggerTicks : trigger > order.special.triggerTicks) {
          leaveLevel(order);
          order.special.triggerTicks = trigger;
          ladder(order).levelAt(trigger).append(order);
        }
      }
    }

    void sort() {
      LongMap<Order> byId = new LongMap<>();
      for (Order order = first; order != null; order = order.special.nextTrailing) {
        byId.put(order.id, order);
      }
      first = null;
      last = null;
      for (long id : byId.sortedKeys()) {
        add(byId.get(id));
      }
    }

    private long worst() {
      return isBuy ? Long.MAX_VALUE : 0;
    }
  }
}
