package bourse.cli.demo;

import bourse.cli.client.ClientSession;
import bourse.cli.client.Json;
import java.util.random.RandomGenerator;

/** Trades with what stands in the book of one market: market orders of random side and size. */
final class Taker {
  private final DemoMarket market;
  private final ClientSession session;
  private final RandomGenerator random;

  /** How much more was bought than sold, in lots; pulls the next side back, so funds last. */
  private long boughtLots;

  Taker(DemoMarket market, ClientSession session, RandomGenerator random) {
    this.market = market;
    this.session = session;
    this.random = random;
  }

  /** Seconds until the next trade: two on average, so that there are thirty in a minute. */
  double pause() {
    return 1 + 2 * random.nextDouble();
  }

  void trade() {
    long lots =
        1
            + Math.round(
                market.levelLots() * (0.1 + 1.4 * random.nextDouble() * random.nextDouble()));
    double inventory = (double) boughtLots / (market.levelLots() * 20);
    boolean buys = random.nextDouble() + Math.clamp(inventory, -0.4, 0.4) < 0.5;
    session.post(
        "/v1/orders",
        Json.object()
            .put("symbol", market.name())
            .put("side", buys ? "BUY" : "SELL")
            .put("type", "MARKET")
            .put("quantity", market.quantity(lots).toPlainString()));
    boughtLots += buys ? lots : -lots;
  }
}
