package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.MarketFile;
import bourse.gateway.Venue.Answer;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders, trades, balances and market data over HTTP; each test has its own two accounts. */
class OrdersApiTest {
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
    venue.deposit(maker, "USD", "1000000");
    venue.deposit(taker, "USD", "1000000");
  }

  @Test
  void anOrderThatRestsIsToldAndCanBeReadAtItsSequence() throws Exception {
    Answer placed =
        venue.post(
            maker,
            "/v1/orders",
            """
            {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100.50","quantity":"0.25",
             "clientOrderId":"first"}\
            """);

    assertEquals(201, placed.status());
    assertEquals("OPEN", placed.text("status"));
    assertEquals("100.50", placed.text("price"));
    assertEquals("0.250", placed.text("openQuantity"));
    assertEquals("0.000", placed.text("filledQuantity"));
    assertEquals("GTC", placed.text("timeInForce"));
    assertEquals(placed.sequence(), placed.json().path("version").asLong());
    assertEquals(0, placed.json().path("fills").size());
    String id = placed.text("id");
    assertEquals("/v1/orders/" + id, placed.headers().get("location").getFirst());

    Answer read = venue.get(maker, "/v1/orders/" + id, placed.sequence());
    assertEquals(placed.json(), read.json());
    assertEquals(
        placed.json(), venue.get(maker, "/v1/orders/by-client-id/first", placed.sequence()).json());
  }

  @Test
  void aReadWithoutASequenceShowsWhatWasAnsweredBeforeIt() throws Exception {
    for (int i = 1; i <= 20; i++) {
      Answer placed = venue.place(maker, "BTC-USD", "BUY", "50.00", "0.1");

      Answer read = venue.send(maker, "GET", "/v1/orders/" + placed.text("id"), "");
      assertEquals(200, read.status(), "order " + i);
      Answer open = venue.send(maker, "GET", "/v1/orders?status=OPEN", "");
      assertEquals(i, open.json().path("items").size());
    }
  }

  @Test
  void anOrderThatTradesTellsItsFillsFeesAndAveragePrice() throws Exception {
    String first = venue.place(maker, "BTC-USD", "SELL", "200.00", "1").text("id");
    venue.place(maker, "BTC-USD", "SELL", "201.00", "1");
    Answer taken = venue.place(taker, "BTC-USD", "BUY", "201.00", "1.5");

    assertEquals(201, taken.status());
    assertEquals("FILLED", taken.text("status"));
    assertEquals("FILLED", taken.text("doneReason"));
    assertEquals("200.333333", taken.text("averagePrice"));
    JsonNode fills = taken.json().path("fills");
    assertEquals(2, fills.size());
    assertEquals("200.00", fills.path(0).path("price").asText());
    assertEquals("0.400000", fills.path(0).path("fee").asText());
    assertEquals("USD", fills.path(0).path("feeCurrency").asText());
    assertEquals("TAKER", fills.path(0).path("role").asText());
    assertEquals("0.500", fills.path(1).path("quantity").asText());

    Answer stored = venue.get(taker, "/v1/orders/" + taken.text("id"), taken.sequence());
    assertEquals(taken.json(), stored.json());
    Answer made = venue.get(maker, "/v1/orders/" + first, taken.sequence());
    assertEquals("FILLED", made.text("status"));
    assertEquals("MAKER", made.json().path("fills").path(0).path("role").asText());
    assertEquals("0.200000", made.json().path("fills").path(0).path("fee").asText());

    Answer trades = venue.get(taker, "/v1/trades?limit=1", taken.sequence());
    assertEquals(1, trades.json().path("items").size());
    assertEquals("BUY", trades.json().path("items").path(0).path("side").asText());
    Answer rest =
        venue.get(
            taker, "/v1/trades?limit=1&cursor=" + trades.text("nextCursor"), taken.sequence());
    assertEquals("200.00", rest.json().path("items").path(0).path("price").asText());
    assertTrue(rest.json().path("nextCursor").isNull());
    assertEquals(
        1,
        venue
            .get(maker, "/v1/trades?orderId=" + first, taken.sequence())
            .json()
            .path("items")
            .size());

    Answer wallet = venue.get(taker, "/v1/wallets/BTC", taken.sequence());
    assertEquals("1.50000000", wallet.text("balance"));
    assertEquals("0.00000000", wallet.text("reserved"));
    Answer dollars = venue.get(taker, "/v1/wallets/USD", taken.sequence());
    assertEquals("999698.899000", dollars.text("balance"));
    Answer entries = venue.get(taker, "/v1/wallets/BTC/entries?limit=1", taken.sequence());
    assertEquals("0.50000000", entries.json().path("items").path(0).path("amount").asText());
    venue.send(maker, "DELETE", "/v1/orders/" + openOrders(maker).path(0).path("id").asText(), "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100.25','quantity':'1'} | 1002 |"
            + " price | tick",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100.001','quantity':'1'} | 1002 |"
            + " price | digits",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'-1','quantity':'1'} | 1002 |"
            + " price | positive",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'0','quantity':'1'} | 1002 | price"
            + " | positive",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'99999999999999999999','quantity':'1'}"
            + " | 1002 | price | tick",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':100,'quantity':'1'} | 1002 | price"
            + " | type",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'1e3','quantity':'1'} | 1002 |"
            + " price | type",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','quantity':'1'} | 1002 | price | required",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100','quantity':'0'} | 1002 |"
            + " quantity | positive",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100','quantity':'0.0001'} | 1002"
            + " | quantity | digits",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100','quantity':'1000.001'} |"
            + " 1002 | quantity | maximum",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100'} | 1002 | quantity |"
            + " required",
        "{'symbol':'BTC-USD','side':'HOLD','type':'LIMIT','price':'100','quantity':'1'} | 1002 |"
            + " side | type",
        "{'symbol':'BTC-USD','type':'LIMIT','price':'100','quantity':'1'} | 1002 | side | required",
        "{'symbol':'BTC-USD','side':'BUY','type':'MARKET','price':'100','quantity':'1'} | 2009 |"
            + " price | unsupported",
        "{'symbol':'BTC-USD','side':'BUY','type':'MARKET','timeInForce':'GTC','quantity':'1'} |"
            + " 2009 | timeInForce | unsupported",
        "{'symbol':'BTC-USD','side':'BUY','type':'PEGGED','price':'100','quantity':'1'} | 1002 |"
            + " type | type",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','timeInForce':'DAY','price':'100','quantity':'1'}"
            + " | 1002 | timeInForce | type",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100','quantity':'1','reduceOnly':true}"
            + " | 1002 | reduceOnly | unknown",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','timeInForce':'IOC','price':'100','quantity':'1','postOnly':true}"
            + " | 2009 | postOnly | unsupported",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','timeInForce':'GTD','price':'100','quantity':'1'}"
            + " | 1002 | expiresAt | required",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','timeInForce':'GTD','price':'100','quantity':'1','expiresAt':'tomorrow'}"
            + " | 1002 | expiresAt | format",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100','quantity':'1','expiresAt':'2030-01-01T00:00:00Z'}"
            + " | 2009 | expiresAt | unsupported",
        "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'100','quantity':'1','clientOrderId':'a"
            + " b'} | 1002 | clientOrderId | format",
      })
  void aFieldThatBreaksARuleIsNamed(String body, int code, String field, String rule)
      throws Exception {
    long before = venue.exchange.sequence();
    Answer refused = venue.post(maker, "/v1/orders", body.replace('\'', '"'));

    assertEquals(400, refused.status());
    assertEquals(code, refused.json().path("code").asInt());
    assertEquals(field, refused.json().path("errors").path(0).path("field").asText());
    assertEquals(rule, refused.json().path("errors").path(0).path("rule").asText());
    assertEquals(before, venue.exchange.sequence(), "nothing was logged");
  }

  @Test
  void refusalsOfTheEngineAreProblems() throws Exception {
    Answer poor = venue.place(taker, "BTC-USD", "SELL", "100.00", "1");
    assertEquals(409, poor.status());
    assertEquals(2004, poor.json().path("code").asInt());
    assertEquals("application/problem+json", poor.headers().get("content-type").getFirst());
    Answer small = venue.place(maker, "BTC-USD", "BUY", "0.50", "0.001");
    assertEquals(2007, small.json().path("code").asInt());
  }

  @Test
  void somebodyElsesOrderLooksLikeNone() throws Exception {
    Answer placed = venue.place(maker, "BTC-USD", "BUY", "90.00", "1");
    String id = placed.text("id");
    for (String path : new String[] {"/v1/orders/" + id, "/v1/orders/999999999"}) {
      Answer read = venue.get(taker, path, placed.sequence());
      assertEquals(404, read.status());
      assertEquals(2003, read.json().path("code").asInt());
      assertEquals(404, venue.send(taker, "DELETE", path, "").status());
      assertEquals(404, venue.send(taker, "PATCH", path, "{\"quantity\":\"0.5\"}").status());
    }
    assertEquals("OPEN", venue.get(maker, "/v1/orders/" + id, placed.sequence()).text("status"));
    venue.send(maker, "DELETE", "/v1/orders/" + id, "");
  }

  @Test
  void anOrderIsAmendedAndCancelled() throws Exception {
    Answer placed = venue.place(maker, "BTC-USD", "BUY", "80.00", "2");
    String path = "/v1/orders/" + placed.text("id");

    Answer smaller = venue.send(maker, "PATCH", path, "{\"quantity\":\"1.5\"}");
    assertEquals(200, smaller.status());
    assertEquals("1.500", smaller.text("openQuantity"));
    assertEquals(smaller.sequence(), smaller.json().path("version").asLong());
    Answer moved = venue.send(maker, "PATCH", path, "{\"price\":\"81.50\"}");
    assertEquals("81.50", moved.text("price"));
    assertEquals(400, venue.send(maker, "PATCH", path, "{}").status());
    assertEquals(400, venue.send(maker, "PATCH", path, "{\"price\":\"81.51\"}").status());
    assertEquals(
        moved.json().path("version"),
        venue.get(maker, path, moved.sequence()).json().path("version"));

    Answer cancelled = venue.send(maker, "DELETE", path, "");
    assertEquals(200, cancelled.status());
    assertEquals("CANCELLED", cancelled.text("status"));
    assertEquals("CANCELLED_BY_USER", cancelled.text("doneReason"));
    assertEquals("0.000", cancelled.text("openQuantity"));
    Answer again = venue.send(maker, "DELETE", path, "");
    assertEquals(404, again.status());
    assertEquals(2003, again.json().path("code").asInt());
  }

  @Test
  void anAmendmentThatTradesTellsItsFills() throws Exception {
    venue.place(maker, "BTC-USD", "SELL", "300.00", "1");
    Answer placed = venue.place(taker, "BTC-USD", "BUY", "70.00", "1");
    Answer moved =
        venue.send(taker, "PATCH", "/v1/orders/" + placed.text("id"), "{\"price\":\"300.00\"}");
    assertEquals("FILLED", moved.text("status"));
    assertEquals("300.00", moved.json().path("fills").path(0).path("price").asText());
    assertEquals("300.000000", moved.text("averagePrice"));
  }

  @Test
  void aBatchAnswersEachOperationInOrder() throws Exception {
    Answer answer =
        venue.post(
            maker,
            "/v1/orders/batch",
            """
            {"operations":[
              {"op":"PLACE","symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"60.00","quantity":"1","clientOrderId":"b1"},
              {"op":"PLACE","symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"60.01","quantity":"1"},
              {"op":"AMEND","clientOrderId":"b1","quantity":"0.5"},
              {"op":"CANCEL","clientOrderId":"b1"},
              {"op":"CANCEL","clientOrderId":"never"},
              {"op":"CANCEL","id":"1","price":"5"}
            ]}\
            """);

    assertEquals(200, answer.status());
    JsonNode results = answer.json().path("results");
    assertEquals(
        "201 400 200 200 404 400",
        String.join(
            " ",
            StreamSupport.stream(results.spliterator(), false)
                .map(result -> result.path("status").asText())
                .toList()));
    assertEquals(
        "operations[1].price",
        results.path(1).path("problem").path("errors").path(0).path("field").asText());
    assertEquals("CANCELLED", results.path(3).path("order").path("status").asText());
    assertEquals(results.path(3).path("sequence").asLong(), answer.sequence());
    assertEquals(
        "operations[5].price",
        results.path(5).path("problem").path("errors").path(0).path("field").asText());
  }

  @Test
  void aBatchThatCanNotBeReadDoesNothing() throws Exception {
    long before = venue.exchange.sequence();
    assertEquals(400, venue.post(maker, "/v1/orders/batch", "{\"operations\":[]}").status());
    assertEquals(400, venue.post(maker, "/v1/orders/batch", "{\"operations\":[null]}").status());
    assertEquals(400, venue.post(maker, "/v1/orders/batch", "{\"operations\":[{}]}").status());
    assertEquals(before, venue.exchange.sequence());
  }

  @Test
  void aRepeatedKeyGivesTheSameOrderAndAnotherOrderIsRefused() throws Exception {
    String body =
        """
        {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"50.00","quantity":"1"}\
        """;
    Answer first = venue.post(maker, "/v1/orders", body, "Idempotency-Key", "key-1");
    Answer again = venue.post(maker, "/v1/orders", body, "Idempotency-Key", "key-1");
    assertEquals(201, again.status());
    assertEquals(first.text("id"), again.text("id"));
    assertEquals("true", again.headers().get("idempotency-replayed").getFirst());
    Answer other =
        venue.post(maker, "/v1/orders", body.replace("50.00", "51.00"), "Idempotency-Key", "key-1");
    assertEquals(422, other.status());
    assertEquals(1008, other.json().path("code").asInt());
    assertEquals(1, openOrders(maker).size());
  }

  @Test
  void aReadThatAsksForTheFutureIsToldToComeAgain() throws Exception {
    Answer early = venue.get(maker, "/v1/orders", venue.exchange.sequence() + 1000);
    assertEquals(503, early.status());
    assertEquals(1007, early.json().path("code").asInt());
  }

  @Test
  void marketDataShowsWhatTraded() throws Exception {
    venue.deposit(maker, "ETH", "10");
    venue.place(maker, "ETH-USD", "SELL", "2000.00", "1");
    venue.place(maker, "ETH-USD", "SELL", "2001.00", "2");
    Answer taken = venue.place(taker, "ETH-USD", "BUY", "2000.00", "1");
    venue.place(taker, "ETH-USD", "BUY", "1999.00", "3");
    while (venue.get("/v1/symbols/ETH-USD/depth").json().path("bids").isEmpty()) {
      Thread.sleep(5);
    }

    JsonNode depth = venue.get("/v1/symbols/ETH-USD/depth?limit=1").json();
    assertEquals("[[\"1999.00\",\"3.00\"]]", depth.path("bids").toString());
    assertEquals("[[\"2001.00\",\"2.00\"]]", depth.path("asks").toString());
    JsonNode trades = venue.get("/v1/symbols/ETH-USD/trades").json().path("items");
    assertEquals("2000.00", trades.path(0).path("price").asText());
    assertEquals("BUY", trades.path(0).path("takerSide").asText());
    JsonNode candles = venue.get("/v1/symbols/ETH-USD/candles?interval=1h").json().path("items");
    assertEquals("1.00", candles.path(0).path("volume").asText());
    JsonNode ticker = venue.get("/v1/symbols/ETH-USD/ticker").json();
    assertEquals("2000.00", ticker.path("last").asText());
    assertEquals("1999.00", ticker.path("bid").asText());
    assertEquals(taken.json().path("fills").path(0).path("tradeId"), trades.path(0).path("id"));
    JsonNode symbol = venue.get("/v1/symbols/BTC-USD").json();
    assertEquals("0.50", symbol.path("tickSize").asText());
    assertEquals("0.001", symbol.path("lotSize").asText());
    assertEquals(3, venue.get("/v1/assets").json().path("items").size());
    assertEquals(400, venue.get("/v1/symbols/ETH-USD/candles?interval=2m").status());
    assertEquals(400, venue.get("/v1/symbols/ETH-USD/depth?limit=0").status());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/symbols/XXX-USD, 2001, symbol",
    "GET, /v1/symbols/btc-usd/depth, 2001, symbol",
    "GET, /v1/symbols/XXX-USD/trades, 2001, symbol",
    "GET, /v1/symbols/XXX-USD/candles, 2001, symbol",
    "GET, /v1/symbols/XXX-USD/ticker, 2001, symbol",
    "GET, /v1/orders?symbol=XXX-USD, 2001, symbol",
    "GET, /v1/trades?symbol=XXX-USD, 2001, symbol",
    "POST, /v1/orders, 2001, symbol",
    "GET, /v1/wallets/XXX, 2002, currency",
    "GET, /v1/wallets/XXX/entries, 2002, currency",
  })
  void anUnknownSymbolOrAssetIsToldTheSameWayEverywhere(
      String method, String path, int code, String field) throws Exception {
    long before = venue.exchange.sequence();
    String body =
        method.equals("GET")
            ? ""
            : """
            {"symbol":"XXX-USD","side":"BUY","type":"LIMIT","price":"100","quantity":"1"}\
            """;
    Answer refused = venue.send(maker, method, path, body);

    assertEquals(404, refused.status());
    assertEquals(code, refused.json().path("code").asInt());
    assertEquals(field, refused.json().at("/errors/0/field").asText());
    assertEquals("known", refused.json().at("/errors/0/rule").asText());
    assertEquals(before, venue.exchange.sequence(), "nothing was logged");
  }

  @Test
  void walletsListEveryCurrencyEverUsed() throws Exception {
    long sequence = venue.deposit(maker, "ETH", "1");
    JsonNode items = venue.get(maker, "/v1/wallets", sequence).json().path("items");
    assertEquals("BTC", items.path(0).path("currency").asText());
    assertEquals(3, items.size());
    assertEquals("0.000000000", venue.get(taker, "/v1/wallets/ETH", sequence).text("balance"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tick: 0.50 | tick: 0.0000005 | symbols[0].tick times lot",
        "tick: 0.50 | tick: -1 | symbols[0].tick must be",
        "tick: 0.50 | tick: 0.25 | symbols[0] defines BTC-USD other than it is listed",
        "tick: 0.50 | tack: 0.50 | symbols[0].tack is not known",
        "lot: 0.001 | lot: 0.000000001 | symbols[0].lot",
        "symbol: BTC-USD | symbol: BTC-EUR | symbols[0].symbol names the asset EUR",
        "symbol: BTC-USD | symbol: ETH-USD | symbols[1].symbol defines ETH-USD a second time",
        "decimals: 9 | decimals: 19 | assets[2].decimals",
        "type: fiat | type: money | assets[0].type",
      })
  void aMarketFileThatCanNotBeListedNamesTheKey(String part, String wrong, String problem) {
    long before = venue.exchange.sequence();
    String yaml = Venue.MARKETS.replaceFirst(part, wrong);
    Fault fault =
        assertThrows(
            Fault.class,
            () ->
                MarketFile.parse(yaml, "markets.yaml")
                    .list(venue.exchange, venue.listings, WallClock.system()));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertTrue(fault.getMessage().startsWith("markets.yaml: " + problem), fault.getMessage());
    assertEquals(before, venue.exchange.sequence());
  }

  @Test
  void aMarketFileThatIsListedAlreadyChangesNothing() throws Exception {
    long before = venue.exchange.sequence();
    MarketFile.parse(Venue.MARKETS, "test")
        .list(venue.exchange, venue.listings, WallClock.system());
    assertEquals(before, venue.exchange.sequence());
  }

  private static JsonNode openOrders(long account) throws Exception {
    return venue
        .get(account, "/v1/orders?status=OPEN", venue.exchange.sequence())
        .json()
        .path("items");
  }
}
