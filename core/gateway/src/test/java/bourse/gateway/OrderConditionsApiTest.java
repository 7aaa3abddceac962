package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.OrderType;
import bourse.domain.TimeInForce;
import bourse.gateway.Venue.Answer;
import bourse.platform.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an order may ask for beyond price and quantity, over HTTP. */
class OrderConditionsApiTest {
  private static Venue venue;
  private static long nextAccount = 1000;

  private long maker;
  private long taker;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    venue = Venue.open(directory);
  }

  @AfterAll
  static void close() throws Exception {
    venue.close();
  }

  @BeforeEach
  void fund() {
    maker = nextAccount++;
    taker = nextAccount++;
    venue.deposit(maker, "BTC", "10");
    venue.deposit(taker, "USD", "1000000");
  }

  @Test
  void capabilitiesAreExactlyWhatIsTaken() throws Exception {
    List<String> taken = new ArrayList<>();
    for (OrderType type : OrderType.values()) {
      for (TimeInForce timeInForce : TimeInForce.values()) {
        for (boolean postOnly : List.of(false, true)) {
          ObjectNode order = order("BUY", type, timeInForce, "0.50", "2");
          order.put("postOnly", postOnly);
          Answer answer = venue.post(taker, "/v1/orders", order.toString());
          if (answer.status() == 201) {
            taken.add(type + " " + timeInForce + " " + postOnly);
            assertEquals(type.name(), answer.text("type"));
            assertEquals(timeInForce.name(), answer.text("timeInForce"));
            assertEquals(postOnly, answer.json().path("postOnly").asBoolean());
            venue.send(taker, "DELETE", "/v1/orders/" + answer.text("id"), "");
          } else {
            assertEquals(2009, answer.json().path("code").asInt(), answer.json().toString());
          }
        }
      }
    }
    List<String> told = new ArrayList<>();
    venue
        .get("/v1/capabilities")
        .json()
        .path("orders")
        .forEach(kind ->
            told.add(
                kind.path("type").asText()
                    + " "
                    + kind.path("timeInForce").asText()
                    + " "
                    + kind.path("postOnly").asBoolean()));
    assertEquals(told, taken);
    assertTrue(told.contains("LIMIT GTD true"), told.toString());
  }

  @Test
  void aFillOrKillOrderTradesAllOrNothing() throws Exception {
    venue.place(maker, "BTC-USD", "SELL", "400.00", "1");
    ObjectNode order = order("BUY", OrderType.LIMIT, TimeInForce.FOK, "400.00", "1.5");
    Answer killed = venue.post(taker, "/v1/orders", order.toString());
    assertEquals(201, killed.status());
    assertEquals("EXPIRED", killed.text("status"));
    assertEquals("NOT_FILLABLE", killed.text("doneReason"));
    assertEquals("0.000", killed.text("filledQuantity"));
    Answer stored = venue.get(taker, "/v1/orders/" + killed.text("id"), killed.sequence());
    assertEquals(killed.json(), stored.json());
    order.put("quantity", "1");
    assertEquals("FILLED", venue.post(taker, "/v1/orders", order.toString()).text("status"));
  }

  @Test
  void aPostOnlyOrderThatWouldTradeIsRefused() throws Exception {
    String ask = venue.place(maker, "BTC-USD", "SELL", "500.00", "1").text("id");
    ObjectNode order = order("BUY", OrderType.LIMIT, TimeInForce.GTC, "500.00", "1");
    order.put("postOnly", true);
    Answer refused = venue.post(taker, "/v1/orders", order.toString());
    assertEquals(409, refused.status());
    assertEquals(2015, refused.json().path("code").asInt());
    order.put("price", "499.50");
    Answer placed = venue.post(taker, "/v1/orders", order.toString());
    assertTrue(placed.json().path("postOnly").asBoolean());
    String path = "/v1/orders/" + placed.text("id");
    Answer moved = venue.send(taker, "PATCH", path, "{\"price\":\"500.00\"}");
    assertEquals(2015, moved.json().path("code").asInt());
    assertEquals(placed.json(), venue.get(taker, path, placed.sequence()).json());
    venue.send(taker, "DELETE", path, "");
    venue.send(maker, "DELETE", "/v1/orders/" + ask, "");
  }

  @Test
  void anOrderDoesNotTradeWithItsOwnAccount() throws Exception {
    Answer bid = venue.place(taker, "BTC-USD", "BUY", "600.00", "1");
    venue.deposit(taker, "BTC", "5");
    ObjectNode order = order("SELL", OrderType.LIMIT, TimeInForce.GTC, "600.00", "1.5");
    Answer newest = venue.post(taker, "/v1/orders", order.toString());
    assertEquals("CANCELLED", newest.text("status"));
    assertEquals("SELF_TRADE_PREVENTED", newest.text("doneReason"));
    assertEquals("CANCEL_NEWEST", newest.text("selfTradePrevention"));
    assertEquals("1.500", newest.text("quantity"));

    order.put("selfTradePrevention", "DECREMENT_AND_CANCEL");
    Answer shrunk = venue.post(taker, "/v1/orders", order.toString());
    assertEquals("OPEN", shrunk.text("status"));
    assertEquals("0.500", shrunk.text("quantity"));
    assertEquals("0.500", shrunk.text("openQuantity"));
    String path = "/v1/orders/" + shrunk.text("id");
    assertEquals(shrunk.json(), venue.get(taker, path, shrunk.sequence()).json());
    Answer ended = venue.get(taker, "/v1/orders/" + bid.text("id"), shrunk.sequence());
    assertEquals("SELF_TRADE_PREVENTED", ended.text("doneReason"));
    assertEquals("0.000", ended.text("quantity"));
    assertEquals(shrunk.sequence(), ended.json().path("version").asLong());

    ObjectNode smaller = order("BUY", OrderType.LIMIT, TimeInForce.GTC, "600.00", "0.2");
    smaller.put("selfTradePrevention", "DECREMENT_AND_CANCEL");
    Answer buy = venue.post(taker, "/v1/orders", smaller.toString());
    assertEquals("SELF_TRADE_PREVENTED", buy.text("doneReason"));
    Answer left = venue.get(taker, path, buy.sequence());
    assertEquals("0.300", left.text("openQuantity"));
    assertEquals("0.300", left.text("quantity"));
    assertEquals("0.000", left.text("filledQuantity"));
    assertEquals("OPEN", left.text("status"));
    Answer cancelled = venue.send(taker, "DELETE", path, "");
    assertEquals("0.300", cancelled.text("quantity"));
    assertEquals(
        "[]", venue.get(taker, "/v1/trades", cancelled.sequence()).json().path("items").toString());

    order.put("selfTradePrevention", "NONE");
    Answer refused = venue.post(taker, "/v1/orders", order.toString());
    assertEquals(2017, refused.json().path("code").asInt());
  }

  @Test
  void anOrderWithADateEndsInAQuietMarket() throws Exception {
    ObjectNode order = order("BUY", OrderType.LIMIT, TimeInForce.GTD, "10.00", "1");
    Instant expiresAt = Instant.now().plusMillis(300);
    order.put("expiresAt", expiresAt.toString());
    Answer placed = venue.post(taker, "/v1/orders", order.toString());
    assertEquals(201, placed.status(), placed.json().toString());
    assertEquals("OPEN", placed.text("status"));
    assertEquals(expiresAt.toEpochMilli(), Instant.parse(placed.text("expiresAt")).toEpochMilli());
    String path = "/v1/orders/" + placed.text("id");
    Answer now = venue.get(taker, path, placed.sequence());
    assertEquals(placed.json(), now.json());
    for (int i = 0; i < 1_000 && now.text("status").equals("OPEN"); i++) {
      Thread.sleep(10);
      now = venue.get(taker, path, 0);
    }
    assertEquals("EXPIRED", now.text("status"));
    assertEquals("EXPIRED", now.text("doneReason"));
    assertTrue(!Instant.parse(now.text("updatedAt")).isBefore(expiresAt.minusNanos(1_000)));
    Answer dollars = venue.get(taker, "/v1/wallets/USD", venue.exchange.sequence());
    assertEquals("0.000000", dollars.text("reserved"));

    order.put("expiresAt", Instant.now().minusSeconds(1).toString());
    Answer late = venue.post(taker, "/v1/orders", order.toString());
    assertEquals(400, late.status());
    assertEquals(2016, late.json().path("code").asInt());
  }

  private static ObjectNode order(
      String side, OrderType type, TimeInForce timeInForce, String price, String quantity) {
    ObjectNode order = Json.mapper().createObjectNode();
    order.put("symbol", "BTC-USD");
    order.put("side", side);
    order.put("type", type.name());
    order.put("timeInForce", timeInForce.name());
    order.put("quantity", quantity);
    switch (type) {
      case LIMIT -> order.put("price", price);
      case MARKET -> {
        // Takes any price.
      }
    }
    if (timeInForce == TimeInForce.GTD) {
      order.put("expiresAt", Instant.now().plusSeconds(3600).toString());
    }
    return order;
  }
}
