package bourse.cli.demo;

import bourse.cli.client.ClientSession;
import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection.Answer;
import bourse.domain.Side;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Quotes one market around its reference price. What is open is asked of the server each time, so a
 * restart of either side needs no memory: orders left from before are kept or cancelled like any.
 */
final class Maker {
  private final DemoMarket market;
  private final ClientSession session;
  private final PriceWalk walk;
  private final RandomGenerator random;
  private long sequence;

  Maker(DemoMarket market, ClientSession session, PriceWalk walk, RandomGenerator random) {
    this.market = market;
    this.session = session;
    this.walk = walk;
    this.random = random;
  }

  /** Goes on from where the market last traded, when it did. */
  void findStart() {
    String last =
        session.get("/v1/symbols/" + market.name() + "/ticker").body().path("last").asText();
    if (!last.isEmpty()) {
      walk.moveTo(new BigDecimal(last).doubleValue());
    }
  }

  /** Moves the reference price on and the quotes with it, in one batch. */
  void requote(double seconds) {
    long reference = market.ticks(BigDecimal.valueOf(walk.next(seconds)));
    QuotePlan plan = QuotePlan.of(reference, market.gridTicks(), openQuotes());
    ArrayNode operations = Json.object().putArray("operations");
    plan.cancel().forEach(id -> operations.addObject().put("op", "CANCEL").put("id", id));
    for (QuotePlan.Quote quote : plan.place()) {
      operations.add(placing(quote));
    }
    if (!operations.isEmpty()) {
      send(operations);
    }
  }

  /** Takes every quote back. */
  void withdraw() {
    ArrayNode operations = Json.object().putArray("operations");
    openQuotes().keySet().forEach(id -> operations.addObject().put("op", "CANCEL").put("id", id));
    if (!operations.isEmpty()) {
      send(operations);
    }
  }

  private void send(ArrayNode operations) {
    ObjectNode batch = Json.object();
    batch.set("operations", operations);
    // One refusal, such as of an order that was just filled, does not stop the rest.
    Answer answer = session.post("/v1/orders/batch", batch);
    answer.sequence().ifPresent(moved -> sequence = moved);
  }

  private Map<String, QuotePlan.Quote> openQuotes() {
    JsonNode page =
        session.get("/v1/orders?status=OPEN&limit=500&symbol=" + market.name(), sequence).body();
    Map<String, QuotePlan.Quote> open = new LinkedHashMap<>();
    for (JsonNode order : page.path("items")) {
      open.put(
          order.path("id").asText(),
          new QuotePlan.Quote(
              Side.valueOf(order.path("side").asText()),
              market.ticks(new BigDecimal(order.path("price").asText()))));
    }
    return open;
  }

  private ObjectNode placing(QuotePlan.Quote quote) {
    long lots = 1 + Math.round(market.levelLots() * (0.4 + 1.2 * random.nextDouble()));
    return Json.object()
        .put("op", "PLACE")
        .put("symbol", market.name())
        .put("side", quote.side().name())
        .put("type", "LIMIT")
        .put("timeInForce", "GTC")
        .put("price", market.price(quote.priceTicks()).toPlainString())
        .put("quantity", market.quantity(lots).toPlainString());
  }
}
