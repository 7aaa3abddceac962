package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.gateway.Venue.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that wait for a price, have an amount, or show a part of themselves, over HTTP. */
class WaitingOrdersApiTest {
  private static final long SELLER = 1000;
  private static final long BUYER = 1001;
  private static final long OTHER = 1002;

  private Venue venue;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    venue = Venue.open(directory);
    venue.deposit(SELLER, "BTC", "10");
    venue.deposit(BUYER, "USD", "100000");
    venue.deposit(OTHER, "BTC", "10");
    venue.deposit(OTHER, "USD", "100000");
  }

  @AfterEach
  void close() throws Exception {
    venue.close();
  }

  @Test
  void aStopWaitsIsFoundAndSellsWhenTheMarketFalls() throws Exception {
    trade("100.00");
    Answer placed =
        order(SELLER, "SELL", "STOP", "'quantity':'2','stopPrice':'90.00','clientOrderId':'s-1'");
    assertEquals("WAITING", placed.text("status"));
    assertEquals("90.00", placed.text("stopPrice"));
    assertEquals("IOC", placed.text("timeInForce"));
    String path = "/v1/orders/" + placed.text("id");
    assertEquals(placed.json(), venue.get(SELLER, path, placed.sequence()).json());
    assertEquals(
        placed.json(), venue.get(SELLER, "/v1/orders/by-client-id/s-1", placed.sequence()).json());
    for (String status : List.of("OPEN", "WAITING")) {
      Answer list = venue.get(SELLER, "/v1/orders?status=" + status, placed.sequence());
      assertEquals(1, list.json().path("items").size(), status);
    }
    assertEquals("2.00000000", wallet(SELLER, "BTC", placed.sequence()).text("reserved"));

    Answer amended = patch(SELLER, path, "'stopPrice':'95.00','quantity':'1'");
    assertEquals("95.00", amended.text("stopPrice"), amended.json().toString());
    assertEquals("1.000", amended.text("quantity"));
    assertEquals("WAITING", amended.text("status"));
    assertEquals(409, patch(SELLER, path, "'stopPrice':'100.00'").status());
    assertEquals(2009, patch(SELLER, path, "'price':'90.00'").json().path("code").asInt());

    venue.place(BUYER, "BTC-USD", "BUY", "94.00", "1");
    Answer last = trade("95.00");
    Answer sold = venue.get(SELLER, path, last.sequence());
    assertEquals("FILLED", sold.text("status"), sold.json().toString());
    assertEquals("94.00", sold.json().path("fills").path(0).path("price").asText());
    assertEquals("0.00000000", wallet(SELLER, "BTC", last.sequence()).text("reserved"));
  }

  @Test
  void aStopPriceThatIsReachedOrMissingIsRefused() throws Exception {
    trade("100.00");
    Answer reached = order(SELLER, "SELL", "STOP", "'quantity':'2','stopPrice':'100.00'");
    assertEquals(409, reached.status());
    assertEquals(2020, reached.json().path("code").asInt());
    assertField("stopPrice", order(SELLER, "SELL", "STOP", "'quantity':'2'"));
    assertField("stopPrice", order(SELLER, "SELL", "STOP", "'quantity':'2','stopPrice':'90.10'"));
    assertField("stopPrice", order(SELLER, "SELL", "MARKET", "'quantity':'2','stopPrice':'9'"));
    assertField("quantity", order(BUYER, "BUY", "STOP", "'quantity':'2','stopPrice':'110'"));
    assertField("quoteAmount", order(BUYER, "BUY", "STOP", "'stopPrice':'110'"));
    assertField("trailingOffset", order(SELLER, "SELL", "TRAILING_STOP", "'quantity':'2'"));
    assertField(
        "trailingBasisPoints",
        order(SELLER, "SELL", "TRAILING_STOP", "'quantity':'2','trailingBasisPoints':10000"));
    assertField(
        "displayQuantity", order(SELLER, "SELL", "MARKET", "'quantity':'2','displayQuantity':'1'"));
    assertField("quoteAmount", order(BUYER, "BUY", "MARKET", "'quantity':'2','quoteAmount':'1'"));
    assertField(
        "selfTradePrevention",
        order(
            BUYER,
            "BUY",
            "MARKET",
            "'quoteAmount':'10','selfTradePrevention':'DECREMENT_AND_CANCEL'"));
  }

  @Test
  void aTrailingStopTellsItsStopPriceOnceItIsReached() throws Exception {
    Answer early = order(SELLER, "SELL", "TRAILING_STOP", "'quantity':'1','trailingOffset':'5.00'");
    assertEquals(2021, early.json().path("code").asInt());
    trade("100.00");
    Answer placed =
        order(SELLER, "SELL", "TRAILING_STOP", "'quantity':'1','trailingOffset':'5.00'");
    assertEquals("5.00", placed.text("trailingOffset"));
    assertTrue(placed.json().path("stopPrice").isMissingNode());
    trade("120.00");
    Answer last = trade("115.00");
    Answer ended = venue.get(SELLER, "/v1/orders/" + placed.text("id"), last.sequence());
    assertEquals("115.00", ended.text("stopPrice"));
    assertEquals("NO_LIQUIDITY", ended.text("doneReason"));
  }

  @Test
  void aStopLimitRestsOnceItIsReachedAndOwnOrdersSayTheSame() throws Exception {
    trade("100.00");
    Answer placed =
        order(BUYER, "BUY", "STOP_LIMIT", "'quantity':'1','price':'111.00','stopPrice':'110.00'");
    assertEquals("WAITING", placed.text("status"));
    Answer last = trade("110.00");
    String path = "/v1/orders/" + placed.text("id");
    Answer resting = venue.get(BUYER, path, last.sequence());
    assertEquals("OPEN", resting.text("status"));
    Answer shrunk = patch(BUYER, path, "'quantity':'0.5'");
    assertEquals("OPEN", shrunk.text("status"), shrunk.json().toString());
    Answer stored = venue.get(BUYER, path, shrunk.sequence());
    assertEquals(shrunk.json(), stored.json());
    assertEquals("110.00", stored.text("stopPrice"));
    assertEquals("STOP_LIMIT", stored.text("type"));
  }

  @Test
  void aMarketBuySpendsAtMostItsAmount() throws Exception {
    venue.place(SELLER, "BTC-USD", "SELL", "100.00", "1");
    venue.place(SELLER, "BTC-USD", "SELL", "200.00", "1");
    // 1 at 100.00 and 0.249 at 200.00 cost 149.80 and 20 basis points.
    Answer bought = order(BUYER, "BUY", "MARKET", "'quoteAmount':'150.15'");
    assertEquals("FILLED", bought.text("status"), bought.json().toString());
    assertEquals("1.249", bought.text("filledQuantity"));
    assertEquals("1.249", bought.text("quantity"));
    assertEquals("150.150000", bought.text("quoteAmount"));
    Answer dollars = wallet(BUYER, "USD", bought.sequence());
    assertEquals("99849.900400", dollars.text("available"));
    assertEquals("0.000000", dollars.text("reserved"));
    Answer stored = venue.get(BUYER, "/v1/orders/" + bought.text("id"), bought.sequence());
    assertEquals(bought.json(), stored.json());
    Answer small = order(BUYER, "BUY", "MARKET", "'quoteAmount':'0.20'");
    assertEquals(400, small.status());
    assertEquals(2022, small.json().path("code").asInt());
    Answer rest = order(BUYER, "BUY", "MARKET", "'quoteAmount':'1000'");
    assertEquals("EXPIRED", rest.text("status"));
    assertEquals("UNFILLED_REST", rest.text("doneReason"));
    assertEquals("0.751", rest.text("filledQuantity"));
  }

  @Test
  void aStopToBuyHoldsItsAmount() throws Exception {
    trade("100.00");
    Answer placed = order(BUYER, "BUY", "STOP", "'quoteAmount':'500','stopPrice':'110.00'");
    assertEquals("0.000", placed.text("quantity"));
    assertEquals("500.000000", wallet(BUYER, "USD", placed.sequence()).text("reserved"));
    trade("110.00");
    venue.place(SELLER, "BTC-USD", "SELL", "120.00", "5");
    Answer late = order(BUYER, "BUY", "STOP", "'quoteAmount':'500','stopPrice':'115.00'");
    Answer last = venue.place(OTHER, "BTC-USD", "BUY", "120.00", "0.1");
    String path = "/v1/orders/" + late.text("id");
    Answer bought = venue.get(BUYER, path, last.sequence());
    assertEquals("FILLED", bought.text("status"), bought.json().toString());
    assertEquals("4.158", bought.text("filledQuantity"));
    assertEquals("4.158", bought.text("quantity"));
    assertEquals("0.000000", wallet(BUYER, "USD", last.sequence()).text("reserved"));
  }

  @Test
  void anIcebergShowsAPartAndItsOwnerSeesAll() throws Exception {
    Answer placed =
        order(SELLER, "SELL", "LIMIT", "'quantity':'5','price':'100.00','displayQuantity':'2'");
    assertEquals("5.000", placed.text("openQuantity"));
    assertEquals("2.000", placed.text("displayQuantity"));
    assertEquals("2.000", shown(placed.sequence()));
    Answer bought = venue.place(BUYER, "BTC-USD", "BUY", "100.00", "3");
    assertEquals("FILLED", bought.text("status"));
    assertEquals("1.000", shown(bought.sequence()));
    String path = "/v1/orders/" + placed.text("id");
    Answer left = venue.get(SELLER, path, bought.sequence());
    assertEquals("2.000", left.text("openQuantity"));
    assertEquals("PARTIALLY_FILLED", left.text("status"));
    Answer cancelled = venue.send(SELLER, "DELETE", path, "");
    assertEquals("", shown(cancelled.sequence()));
    Answer thin =
        order(SELLER, "SELL", "LIMIT", "'quantity':'5','price':'100.00','displayQuantity':'0.001'");
    assertEquals(2025, thin.json().path("code").asInt());
  }

  @Test
  void aBatchTakesTheNewKindsAndAKeyFindsThem() throws Exception {
    trade("100.00");
    Answer batch =
        venue.post(
            SELLER,
            "/v1/orders/batch",
            """
            {'operations':[
              {'op':'PLACE','symbol':'BTC-USD','side':'SELL','type':'STOP_LIMIT','quantity':'1',
               'price':'80.00','stopPrice':'90.00','clientOrderId':'b-1'},
              {'op':'AMEND','clientOrderId':'b-1','stopPrice':'85.00'},
              {'op':'PLACE','symbol':'BTC-USD','side':'SELL','type':'LIMIT','quantity':'1',
               'price':'200.00','displayQuantity':'0.5'},
              {'op':'CANCEL','clientOrderId':'b-1'}]}\
            """
                .replace('\'', '"'));
    for (int i = 0; i < 4; i++) {
      assertEquals(
          i % 2 == 0 ? 201 : 200,
          batch.json().path("results").path(i).path("status").asInt(),
          batch.json().toString());
    }
    assertEquals(
        "85.00", batch.json().path("results").path(1).path("order").path("stopPrice").asText());
    String body = body("SELL", "STOP", "'quantity':'1','stopPrice':'90.00'").replace('\'', '"');
    Answer first = venue.post(SELLER, "/v1/orders", body, "Idempotency-Key", "key-1");
    Answer again = venue.post(SELLER, "/v1/orders", body, "Idempotency-Key", "key-1");
    assertEquals(first.text("id"), again.text("id"));
    assertEquals("true", again.headers().get("idempotency-replayed").getFirst());
    String other = body("SELL", "STOP", "'quantity':'1','stopPrice':'91.00'").replace('\'', '"');
    assertEquals(422, venue.post(SELLER, "/v1/orders", other, "Idempotency-Key", "key-1").status());
  }

  private static void assertField(String field, Answer answer) {
    assertEquals(400, answer.status(), answer.json().toString());
    assertEquals(field, answer.json().path("errors").path(0).path("field").asText());
  }

  /** What the book shows at the best ask; nothing when there is none. */
  private String shown(long sequence) throws Exception {
    Answer depth = venue.get("/v1/symbols/BTC-USD/depth");
    for (int i = 0; i < 1_000 && depth.json().path("sequence").asLong() < sequence; i++) {
      Thread.sleep(5);
      depth = venue.get("/v1/symbols/BTC-USD/depth");
    }
    return depth.json().path("asks").path(0).path(1).asText();
  }

  private Answer wallet(long account, String currency, long sequence) throws Exception {
    return venue.get(account, "/v1/wallets/" + currency, sequence);
  }

  /** Two accounts trade at this price and leave nothing behind. */
  private Answer trade(String price) throws Exception {
    venue.place(BUYER, "BTC-USD", "BUY", price, "0.1");
    return venue.post(
        OTHER,
        "/v1/orders",
        body("SELL", "LIMIT", "'quantity':'0.1','timeInForce':'IOC','price':'" + price + "'")
            .replace('\'', '"'));
  }

  private Answer order(long account, String side, String type, String fields) throws Exception {
    return venue.post(account, "/v1/orders", body(side, type, fields).replace('\'', '"'));
  }

  private static String body(String side, String type, String fields) {
    return "{'symbol':'BTC-USD','side':'%s','type':'%s',%s}".formatted(side, type, fields);
  }

  private Answer patch(long account, String path, String fields) throws Exception {
    return venue.send(account, "PATCH", path, ("{" + fields + "}").replace('\'', '"'));
  }
}
