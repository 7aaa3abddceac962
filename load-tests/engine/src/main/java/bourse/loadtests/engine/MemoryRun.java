package bourse.loadtests.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.engine.FlowFrames;
import java.lang.management.ManagementFactory;

/**
 * How much heap an engine takes with so many accounts, each with one wallet that holds money and
 * one open order with a client order id: {@code MemoryRun COUNT}. It prints {@code memory ORDERS
 * BYTES}, after a collection.
 */
final class MemoryRun {
  static final String MEMORY = "memory";

  private MemoryRun() {}

  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    long before = used();
    Counted counted = new Counted();
    ExchangeEngine engine = filled(count, counted);
    long bytes = used() - before;
    if (counted.rested != count || engine.sequence() < count) {
      throw new IllegalStateException("Only " + counted.rested + " orders rest");
    }
    System.out.println(MEMORY + " " + count + " " + bytes);
  }

  private static ExchangeEngine filled(int count, FactSink sink) {
    ExchangeEngine engine = new ExchangeEngine();
    FlowFrames frames = new FlowFrames();
    frames.opening(0).forEach(frame -> engine.execute(frame, 0, sink));
    for (int i = 1; i <= count; i++) {
      byte[] deposit =
          Commands.deposit(
              CommandContext.NONE,
              FlowFrames.account(i),
              FlowFrames.QUOTE.id(),
              1_000_000_000,
              1,
              i);
      frames.stamp(deposit, 0);
      engine.execute(deposit, 0, sink);
      byte[] order =
          Commands.place(
              CommandContext.NONE,
              FlowFrames.account(i),
              1,
              Side.BUY,
              OrderType.LIMIT,
              TimeInForce.GTC,
              100_000 - i % 10_000,
              1 + i % 100,
              ClientOrderId.of("order-" + i));
      frames.stamp(order, 0);
      engine.execute(order, 0, sink);
    }
    return engine;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static final class Counted implements FactSink {
    private int rested;

    @Override
    public void orderRested(
        long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
      rested++;
    }
  }
}
