package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.MarketState;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.gateway.Venue.Answer;
import bourse.platform.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    venue.deposit(taker, "BTC", "10");
    trade("100.00");
    Map<String, String> taken = new TreeMap<>();
    for (OrderType type : OrderType.values()) {
      for (TimeInForce timeInForce : TimeInForce.values()) {
        for (boolean postOnly : List.of(false, true)) {
          String kind = type + " " + timeInForce + " " + postOnly;
          String by =
              "quantity "
                  + sidesTaken("quantity", type, timeInForce, postOnly)
                  + " quoteAmount "
                  + sidesTaken("quoteAmount", type, timeInForce, postOnly);
          ObjectNode iceberg = kind("SELL", type, timeInForce, postOnly, "quantity");
          iceberg.put("displayQuantity", "0.5");
          String display = " displayQuantity " + isTaken(iceberg);
          if (!by.equals("quantity [] quoteAmount []")) {
            taken.put(kind, by + display);
          }
        }
      }
    }
    Map<String, String> told = new TreeMap<>();
    venue
        .get("/v1/capabilities")
        .json()
        .path("orders")
        .forEach(kind ->
            told.put(
                kind.path("type").asText()
                    + " "
                    + kind.path("timeInForce").asText()
                    + " "
                    + kind.path("postOnly").asBoolean(),
                "quantity %s quoteAmount %s displayQuantity %s"
                    .formatted(
                        names(kind.path("quantity")),
                        names(kind.path("quoteAmount")),
                        kind.path("displayQuantity").asBoolean())));
    assertEquals(told, taken);
    assertEquals(
        "quantity [SELL] quoteAmount [BUY] displayQuantity false", told.get("STOP IOC false"));
  }

  /** In an order in which each state may follow the one before. */
  @Test
  void whatAMarketTakesInEachStateIsWhatTheCapabilitiesSay() throws Exception {
    venue.deposit(taker, "BTC", "10");
    trade("100.00");
    int symbol = venue.listings.symbol("BTC-USD").orElseThrow().id();
    Map<MarketState, Integer> refusals = new LinkedHashMap<>();
    refusals.put(MarketState.AUCTION, 2049);
    refusals.put(MarketState.CANCEL_ONLY, 2046);
    refusals.put(MarketState.POST_ONLY, 2047);
    refusals.put(MarketState.LIMIT_ONLY, 2048);
    refusals.put(MarketState.HALTED, 2045);
    refusals.put(MarketState.CLOSED, 2044);
    refusals.put(MarketState.PRE_OPEN, 2044);
    refusals.put(MarketState.TRADING, 0);
    JsonNode kinds = venue.get("/v1/capabilities").json().path("orders");
    for (Map.Entry<MarketState, Integer> refusal : refusals.entrySet()) {
      become(symbol, refusal.getKey());
      for (JsonNode kind : kinds) {
        boolean isTold = names(kind.path("states")).contains(refusal.getKey().name());
        checkIsTaken(kind, isTold, refusal);
      }
    }
    kinds.forEach(kind -> assertFalse(names(kind.path("states")).contains("DELISTED")));
  }

  private void checkIsTaken(JsonNode kind, boolean isTold, Map.Entry<MarketState, Integer> refusal)
      throws Exception {
    ObjectNode order =
        kind(
            "SELL",
            OrderType.valueOf(kind.path("type").asText()),
            TimeInForce.valueOf(kind.path("timeInForce").asText()),
            kind.path("postOnly").asBoolean(),
            "quantity");
    Answer answer = venue.post(taker, "/v1/orders", order.toString());
    assertEquals(isTold, answer.status() == 201, refusal + ": " + order);
    if (isTold) {
      venue.send(taker, "DELETE", "/v1/orders/" + answer.text("id"), "");
    } else {
      assertEquals(refusal.getValue(), answer.json().path("code").asInt(), order.toString());
    }
  }

  private static void become(int symbol, MarketState state) {
    venue.exchange.submit(Commands.setMarketState(CommandContext.NONE, symbol, state, 0));
  }

  private static List<String> names(JsonNode texts) {
    List<String> names = new ArrayList<>();
    texts.forEach(text -> names.add(text.asText()));
    return names;
  }

  private List<String> sidesTaken(
      String by, OrderType type, TimeInForce timeInForce, boolean postOnly) throws Exception {
    List<String> sides = new ArrayList<>();
    for (String side : List.of("BUY", "SELL")) {
      if (isTaken(kind(side, type, timeInForce, postOnly, by))) {
        sides.add(side);
      }
    }
    return sides;
  }

  /** Whether such an order is taken; when not, because such orders are not supported. */
  private boolean isTaken(ObjectNode order) throws Exception {
    Answer answer = venue.post(taker, "/v1/orders", order.toString());
    if (answer.status() != 201) {
      assertEquals(2009, answer.json().path("code").asInt(), order + ": " + answer.json());
      return false;
    }
    for (Map.Entry<String, JsonNode> field : order.properties()) {
      if (!List.of("expiresAt", "quantity").contains(field.getKey())) {
        assertEquals(
            withoutZeros(field.getValue().asText()),
            withoutZeros(answer.text(field.getKey())),
            field.getKey());
      }
    }
    venue.send(taker, "DELETE", "/v1/orders/" + answer.text("id"), "");
    return true;
  }

  private static String withoutZeros(String text) {
    return text.matches("[0-9.]+") ? new BigDecimal(text).stripTrailingZeros().toString() : text;
  }

  /** An order of this kind that would wait or rest, or find nothing. */
  private static ObjectNode kind(
      String side, OrderType type, TimeInForce timeInForce, boolean postOnly, String by) {
    boolean buys = side.equals("BUY");
    ObjectNode order = order(side, type, timeInForce, buys ? "1.00" : "9000.00", "2");
    order.put("postOnly", postOnly);
    if (type == OrderType.TRAILING_STOP) {
      order.put("trailingBasisPoints", 100);
    } else if (type.waits()) {
      order.put("stopPrice", type.waitsForRise(Side.valueOf(side)) ? "8000.00" : "2.00");
    }
    if (by.equals("quoteAmount")) {
      order.remove("quantity");
      order.put("quoteAmount", "50");
    }
    return order;
  }

  /** Two accounts trade at this price and leave nothing behind. */
  private Answer trade(String price) throws Exception {
    Answer ask = venue.place(maker, "BTC-USD", "SELL", price, "0.1");
    assertEquals("OPEN", ask.text("status"), "the book crosses " + price);
    return venue.place(taker, "BTC-USD", "BUY", price, "0.1");
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
  void aStaleVersionIsToldAndChangesNothing() throws Exception {
    Answer placed = venue.place(taker, "BTC-USD", "BUY", "20.00", "2");
    String path = "/v1/orders/" + placed.text("id");
    String tag = placed.headers().get("etag").getFirst();
    assertEquals("\"" + placed.json().path("version").asText() + "\"", tag);
    assertEquals(tag, venue.get(taker, path, placed.sequence()).headers().get("etag").getFirst());
    Answer amended = venue.send(taker, "PATCH", path, "{\"quantity\":\"1.5\"}", "If-Match", tag);
    assertEquals(200, amended.status(), amended.json().toString());
    String newTag = amended.headers().get("etag").getFirst();
    for (Answer stale :
        List.of(
            venue.send(taker, "PATCH", path, "{\"quantity\":\"1\"}", "If-Match", tag),
            venue.send(taker, "DELETE", path, "", "If-Match", tag))) {
      assertEquals(412, stale.status());
      assertEquals(2018, stale.json().path("code").asInt());
    }
    assertEquals(400, venue.send(taker, "DELETE", path, "", "If-Match", "4711").status());
    Answer still = venue.get(taker, path, venue.exchange.sequence());
    assertEquals("1.500", still.text("openQuantity"));
    assertEquals(newTag, still.headers().get("etag").getFirst());
    Answer batch =
        venue.post(
            taker,
            "/v1/orders/batch",
            """
            {"operations":[
              {"op":"AMEND","id":"%s","version":%s,"quantity":"1"},
              {"op":"CANCEL","id":"%s","version":%s}]}\
            """
                .formatted(
                    placed.text("id"),
                    placed.json().path("version").asText(),
                    placed.text("id"),
                    amended.json().path("version").asText()));
    assertEquals(412, batch.json().path("results").path(0).path("status").asInt());
    assertEquals(200, batch.json().path("results").path(1).path("status").asInt());
  }

  @Test
  void allOpenOrdersAreCancelledAtOnce() throws Exception {
    venue.deposit(taker, "BTC", "5");
    venue.place(taker, "BTC-USD", "BUY", "10.00", "1");
    venue.place(taker, "ETH-USD", "BUY", "10.00", "1");
    venue.place(taker, "BTC-USD", "SELL", "9000.00", "1");
    Answer ether = venue.send(taker, "DELETE", "/v1/orders?symbol=ETH-USD", "");
    assertEquals(1, ether.json().path("cancelled").asInt());
    assertEquals(2, venue.send(taker, "DELETE", "/v1/orders", "").json().path("cancelled").asInt());
    Answer none = venue.send(taker, "DELETE", "/v1/orders", "");
    assertEquals(0, none.json().path("cancelled").asInt());
    assertEquals(
        "[]",
        venue
            .get(taker, "/v1/orders?status=OPEN", none.sequence())
            .json()
            .path("items")
            .toString());
    assertEquals(404, venue.send(taker, "DELETE", "/v1/orders?symbol=XXX-USD", "").status());
  }

  @Test
  void allIsCancelledWhenTheClientFallsSilent() throws Exception {
    Answer placed = venue.place(taker, "BTC-USD", "BUY", "10.00", "1");
    String switchPath = "/v1/orders/cancel-all-after";
    Answer armed = venue.post(taker, switchPath, "{\"timeoutMillis\":60000}");
    assertEquals(200, armed.status(), armed.json().toString());
    assertTrue(Instant.parse(armed.text("dueAt")).isAfter(Instant.now().plusSeconds(30)));
    Answer off = venue.post(taker, switchPath, "{\"timeoutMillis\":0}");
    assertEquals("{}", off.json().toString());
    assertEquals(400, venue.post(taker, switchPath, "{\"timeoutMillis\":999}").status());
    assertEquals(400, venue.post(taker, switchPath, "{}").status());
    venue.post(taker, switchPath, "{\"timeoutMillis\":1000}");
    Answer now = placed;
    for (int i = 0; i < 1_000 && now.text("status").equals("OPEN"); i++) {
      Thread.sleep(10);
      now = venue.get(taker, "/v1/orders/" + placed.text("id"), placed.sequence());
    }
    assertEquals("CANCELLED", now.text("status"));
    assertEquals("CANCEL_ALL_AFTER", now.text("doneReason"));
  }

  @Test
  void anOrderTakesAnothersPlaceOrNothingHappens() throws Exception {
    Answer placed = venue.place(taker, "BTC-USD", "BUY", "900000.00", "1");
    String path = "/v1/orders/" + placed.text("id") + "/replacement";
    ObjectNode order = order("BUY", OrderType.LIMIT, TimeInForce.GTC, "950000.00", "2");
    Answer refused = venue.post(taker, path, order.toString());
    assertEquals(2004, refused.json().path("code").asInt());
    order.put("quantity", "1");
    Answer stale = venue.post(taker, path, order.toString(), "If-Match", "\"1\"");
    assertEquals(412, stale.status());
    Answer replaced =
        venue.post(
            taker, path, order.toString(), "If-Match", placed.headers().get("etag").getFirst());
    assertEquals(201, replaced.status(), replaced.json().toString());
    assertEquals("OPEN", replaced.text("status"));
    Answer old = venue.get(taker, "/v1/orders/" + placed.text("id"), replaced.sequence());
    assertEquals("CANCELLED_BY_REPLACEMENT", old.text("doneReason"));
    assertEquals(404, venue.post(taker, path, order.toString()).status());
    venue.send(taker, "DELETE", "/v1/orders/" + replaced.text("id"), "");
  }

  @Test
  void aReplacementWithAKeyHappensOnce() throws Exception {
    Answer placed = venue.place(taker, "BTC-USD", "BUY", "900000.00", "1");
    String path = "/v1/orders/" + placed.text("id") + "/replacement";
    String order = order("BUY", OrderType.LIMIT, TimeInForce.GTC, "910000.00", "1").toString();
    Answer replaced = venue.post(taker, path, order, "Idempotency-Key", "move-1");
    assertEquals(201, replaced.status(), replaced.json().toString());
    assertFalse(replaced.headers().containsKey("idempotency-replayed"));

    Answer again = venue.post(taker, path, order, "Idempotency-Key", "move-1");
    assertEquals(201, again.status(), again.json().toString());
    assertEquals(List.of("true"), again.headers().get("idempotency-replayed"));
    assertEquals(replaced.text("id"), again.text("id"));
    String other = order("BUY", OrderType.LIMIT, TimeInForce.GTC, "920000.00", "1").toString();
    assertEquals(
        1008,
        venue.post(taker, path, other, "Idempotency-Key", "move-1").json().path("code").asInt());
    assertEquals(404, venue.post(taker, path, order, "Idempotency-Key", "move-2").status());

    String second = "/v1/orders/" + replaced.text("id") + "/replacement";
    Answer elsewhere = venue.post(taker, second, order, "Idempotency-Key", "move-1");
    assertEquals(422, elsewhere.status(), "the key was for another order's place");
    venue.send(taker, "DELETE", "/v1/orders/" + replaced.text("id"), "");
  }

  @Test
  void aTestOrderIsJudgedAndBooksNothing() throws Exception {
    ObjectNode order = order("BUY", OrderType.LIMIT, TimeInForce.GTC, "100.00", "1");
    Answer deposit = venue.get(taker, "/v1/wallets/USD", venue.exchange.sequence());
    long before = venue.exchange.sequence();
    Answer fine = venue.post(taker, "/v1/orders/test", order.toString());
    assertEquals(200, fine.status());
    assertTrue(fine.json().path("accepted").asBoolean());
    order.put("quantity", "999");
    order.put("price", "5000.00");
    Answer poor = venue.post(taker, "/v1/orders/test", order.toString());
    assertEquals(409, poor.status());
    assertEquals(2004, poor.json().path("code").asInt());
    order.put("price", "0.30");
    assertEquals(400, venue.post(taker, "/v1/orders/test", order.toString()).status());
    assertEquals(before, venue.exchange.sequence(), "nothing was logged");
    assertEquals(deposit.json(), venue.get(taker, "/v1/wallets/USD", before).json());
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
  void theOldestOfTwoOrdersOfAnAccountEndsOrBothDo() throws Exception {
    venue.deposit(taker, "ETH", "5");
    venue.deposit(maker, "USD", "1000");
    Answer own = venue.place(taker, "ETH-USD", "BUY", "30.00", "1");
    venue.place(maker, "ETH-USD", "BUY", "30.00", "1");
    ObjectNode order = order("SELL", OrderType.LIMIT, TimeInForce.GTC, "30.00", "1");
    order.put("symbol", "ETH-USD");
    order.put("selfTradePrevention", "CANCEL_OLDEST");
    Answer went = venue.post(taker, "/v1/orders", order.toString());
    assertEquals("FILLED", went.text("status"));
    assertEquals("SELF_TRADE_PREVENTED", doneReason(own, went));

    own = venue.place(taker, "ETH-USD", "BUY", "30.00", "1");
    order.put("selfTradePrevention", "CANCEL_BOTH");
    Answer ended = venue.post(taker, "/v1/orders", order.toString());
    assertEquals("SELF_TRADE_PREVENTED", ended.text("doneReason"));
    assertEquals("SELF_TRADE_PREVENTED", doneReason(own, ended));
  }

  /** Of the taker's order, as it is after another answer. */
  private String doneReason(Answer order, Answer after) throws Exception {
    return venue.get(taker, "/v1/orders/" + order.text("id"), after.sequence()).text("doneReason");
  }

  @Test
  void anAmendmentThatOnlyShrinksKeepsItsPlace() throws Exception {
    long other = nextAccount++;
    venue.deposit(other, "USD", "1000");
    venue.deposit(maker, "USD", "1000");
    venue.deposit(taker, "ETH", "2");
    Answer first = venue.place(maker, "ETH-USD", "BUY", "20.00", "2");
    String second = "/v1/orders/" + venue.place(other, "ETH-USD", "BUY", "20.00", "2").text("id");
    venue.send(maker, "PATCH", "/v1/orders/" + first.text("id"), "{\"quantity\":\"1\"}");
    Answer sold = venue.place(taker, "ETH-USD", "SELL", "20.00", "1");
    assertEquals("2.00", venue.get(other, second, sold.sequence()).text("openQuantity"));

    Answer third = venue.place(maker, "ETH-USD", "BUY", "20.00", "1");
    venue.send(other, "PATCH", second, "{\"quantity\":\"2.5\"}");
    sold = venue.place(taker, "ETH-USD", "SELL", "20.00", "1");
    assertEquals("2.50", venue.get(other, second, sold.sequence()).text("openQuantity"));
    Answer filled = venue.get(maker, "/v1/orders/" + third.text("id"), sold.sequence());
    assertEquals("FILLED", filled.text("status"));
    venue.send(other, "DELETE", second, "");
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
    if (!type.isMarket()) {
      order.put("price", price);
    }
    if (timeInForce == TimeInForce.GTD) {
      order.put("expiresAt", Instant.now().plusSeconds(3600).toString());
    }
    return order;
  }
}
