package bourse.loadtests;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The orders of one connection: 60 % limit orders around a middle price, 30 % cancels of open ones,
 * 10 % immediate-or-cancel. Texts of prices and quantities are made once. Not thread safe.
 */
final class OrderFlow {
  /** What is sent next: an order as JSON without its braces, or the id of one to cancel. */
  record Next(String order, String cancelled) {}

  private static final int FARTHEST_TICKS = 128;
  private static final int LARGEST = 300;

  private final String symbol;
  private final String[] prices = new String[2 * FARTHEST_TICKS + 1];
  private final String[] quantities = new String[LARGEST + 1];
  private final SplittableRandom random;
  private final List<String> open = new ArrayList<>();

  OrderFlow(String symbol, BigDecimal tick, BigDecimal lot, long middleTicks, long seed) {
    this.symbol = symbol;
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < prices.length; i++) {
      long ticks = Math.max(1, middleTicks - FARTHEST_TICKS + i);
      prices[i] = tick.multiply(BigDecimal.valueOf(ticks)).toPlainString();
    }
    for (int i = 0; i < quantities.length; i++) {
      quantities[i] = lot.multiply(BigDecimal.valueOf(20L * i)).toPlainString();
    }
  }

  Next next() {
    int kind = random.nextInt(10);
    if (kind >= 7 && !open.isEmpty()) {
      int victim = random.nextInt(open.size());
      String id = open.get(victim);
      open.set(victim, open.getLast());
      open.removeLast();
      return new Next("", id);
    }
    return new Next(order(kind == 6), "");
  }

  /** An order of this flow rests in the book and may be cancelled later. */
  void rests(String id) {
    open.add(id);
  }

  /** A body with that many limit orders for the batch route, or the operations of a frame. */
  byte[] batch(int size, String before) {
    StringBuilder body = new StringBuilder(size * 160).append(before).append("\"operations\":[");
    for (int i = 0; i < size; i++) {
      body.append(i == 0 ? "{\"op\":\"PLACE\"," : ",{\"op\":\"PLACE\",")
          .append(order(false))
          .append('}');
    }
    return body.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private String order(boolean immediate) {
    boolean buy = random.nextBoolean();
    int distance =
        immediate
            ? -32
            : 1 + random.nextInt(FARTHEST_TICKS) * random.nextInt(FARTHEST_TICKS) / FARTHEST_TICKS;
    return "\"symbol\":\""
        + symbol
        + "\",\"side\":\""
        + (buy ? "BUY" : "SELL")
        + "\",\"type\":\"LIMIT\",\"timeInForce\":\""
        + (immediate ? "IOC" : "GTC")
        + "\",\"price\":\""
        + prices[FARTHEST_TICKS + (buy ? -distance : distance)]
        + "\",\"quantity\":\""
        + quantities[1 + random.nextInt(immediate ? LARGEST : 100)]
        + "\"";
  }
}
