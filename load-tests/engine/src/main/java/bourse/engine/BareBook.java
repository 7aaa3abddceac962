package bourse.engine;

import bourse.loadtests.orderflow.FlowFile;
import bourse.loadtests.orderflow.TradeHash;

/**
 * The engine's book alone, for level A of the benchmark: its ladders, levels, orders and index of
 * orders, matched as {@link OrderDesk} does, without accounts, holds, fees, postings and facts. It
 * lives in the engine's package because none of these are for others.
 */
public final class BareBook {
  private final LongMap<Order> orders = new LongMap<>();
  private final PriceLadder bids = new PriceLadder(true);
  private final PriceLadder asks = new PriceLadder(false);
  private final TradeHash trades;
  private Order freeOrders;

  /**
   * @param trades told every trade
   */
  public BareBook(TradeHash trades) {
    this.trades = trades;
  }

  /** Decodes and matches the record of an OF-1 file. False when its order is not known. */
  public boolean execute(byte[] records, int at) {
    long id = FlowFile.orderId(records, at);
    if (FlowFile.type(records, at) == FlowFile.NEW) {
      Order order = newOrder(id, FlowFile.isBuy(records, at));
      order.priceTicks = FlowFile.price(records, at);
      order.openLots = FlowFile.quantity(records, at);
      if (enter(order, !FlowFile.isIoc(records, at))) {
        orders.put(id, order);
      } else {
        free(order);
      }
      return true;
    }
    Order order = orders.get(id);
    if (order == null) {
      return false;
    }
    leave(order, ladder(order.isBuy));
    if (FlowFile.type(records, at) == FlowFile.REPLACE) {
      order.priceTicks = FlowFile.price(records, at);
      if (enter(order, true)) {
        return true;
      }
    }
    orders.remove(id);
    free(order);
    return true;
  }

  /** The order trades with what it crosses. True when a rest of it now stands in the book. */
  private boolean enter(Order order, boolean rests) {
    PriceLadder opposite = ladder(!order.isBuy);
    while (order.openLots > 0 && crosses(order, opposite.best())) {
      fill(order, opposite.best(), opposite);
    }
    if (order.openLots == 0 || !rests) {
      return false;
    }
    ladder(order.isBuy).levelAt(order.priceTicks).append(order);
    return true;
  }

  private static boolean crosses(Order order, PriceLevel level) {
    return level != null
        && (order.isBuy
            ? level.priceTicks <= order.priceTicks
            : level.priceTicks >= order.priceTicks);
  }

  private void fill(Order taker, PriceLevel level, PriceLadder ladder) {
    Order maker = level.first;
    long lots = Math.min(maker.openLots, taker.openLots);
    maker.openLots -= lots;
    level.openLots -= lots;
    taker.openLots -= lots;
    trades.add(maker.id, taker.id, level.priceTicks, lots);
    if (maker.openLots == 0) {
      leave(maker, ladder);
      orders.remove(maker.id);
      free(maker);
    }
  }

  private static void leave(Order order, PriceLadder ladder) {
    PriceLevel level = order.level;
    level.remove(order);
    if (level.orders == 0) {
      ladder.remove(level);
    }
  }

  private PriceLadder ladder(boolean buys) {
    return buys ? bids : asks;
  }

  private Order newOrder(long id, boolean isBuy) {
    Order order = freeOrders;
    if (order == null) {
      order = new Order();
    } else {
      freeOrders = order.next;
      order.next = null;
    }
    order.id = id;
    order.isBuy = isBuy;
    return order;
  }

  private void free(Order order) {
    order.next = freeOrders;
    freeOrders = order;
  }
}
