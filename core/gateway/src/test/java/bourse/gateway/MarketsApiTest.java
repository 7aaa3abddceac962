package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.MarketState;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.MarketFile;
import bourse.gateway.Venue.Answer;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a market is limited, over HTTP. */
class MarketsApiTest {
  private static final String LIMITED =
      """
      assets:
        - {symbol: BTC, name: Bitcoin, type: crypto, decimals: 8}
        - {symbol: ETH, name: Ether, type: crypto, decimals: 9}
      symbols:
        - symbol: ETH-BTC
          tick: 0.0001
          lot: 0.01
          minimum-notional: 0.0001
          maximum-quantity: 1000
          maker-fee-basis-points: 0
          taker-fee-basis-points: 0
          limits:
            maximum-notional: 2
            maximum-market-quantity: 3
            maximum-open-orders: 2
            maximum-position: 10.5
      """;

  private static final String PRICE_LIMITS =
      """
      price-limits:
            buy-above: 1000
            execution: 500
            reference-maximum-age-seconds: 60
            without-reference: refuse
      """;

  private static final String MARKET_ORDER =
      """
      {"symbol":"USD-ETH","side":"SELL","type":"MARKET","quantity":"1"}\
      """;

  private static Venue venue;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    venue = Venue.open(directory);
    MarketFile.parse(LIMITED, "test").list(venue.exchange, venue.listings, WallClock.system());
  }

  @AfterAll
  static void close() throws Exception {
    venue.close();
  }

  @Test
  void limitsArePublishedAndEachIsRefusedByItsNumberAndField() throws Exception {
    JsonNode symbol = venue.get("/v1/symbols/ETH-BTC").json();
    assertEquals("2.00000000", symbol.path("maximumNotional").asText());
    assertEquals("3.00", symbol.path("maximumMarketQuantity").asText());
    assertEquals(2, symbol.path("maximumOpenOrders").asInt());
    assertEquals("10.500000000", symbol.path("maximumPosition").asText());
    assertTrue(venue.get("/v1/symbols/ETH-USD").json().path("maximumNotional").isMissingNode());

    venue.deposit(1000, "BTC", "10");
    venue.deposit(1001, "ETH", "100");
    refused(2007, "quantity", "minimumNotional", place(1000, "BUY", "0.0001", "0.01"));
    refused(2040, "quantity", "maximumNotional", place(1000, "BUY", "1", "2.01"));
    refused(2043, "quantity", "maximumPosition", place(1000, "BUY", "0.01", "10.51"));
    assertEquals(201, place(1000, "BUY", "0.01", "10").status());
    refused(2043, "quantity", "maximumPosition", place(1000, "BUY", "0.01", "0.51"));
    assertEquals(201, place(1000, "BUY", "0.01", "0.50").status());
    refused(2042, "symbol", "maximumOpenOrders", place(1000, "BUY", "0.01", "0.50"));
    refused(2041, "quantity", "maximumMarketQuantity", sellAtOnce("3.01"));
    assertEquals(201, sellAtOnce("3").status());
  }

  @Test
  void theReferencePriceIsPublishedWithWhatItAllows() throws Exception {
    MarketFile.parse(
            LIMITED
                .replace("symbol: ETH-BTC", "symbol: USD-BTC")
                .replace(
                    "{symbol: ETH, name: Ether, type: crypto, decimals: 9}",
                    "{symbol: USD, name: US dollar, type: fiat, decimals: 6}")
                .replaceAll("(?s)limits:.*", PRICE_LIMITS),
            "test")
        .list(venue.exchange, venue.listings, WallClock.system());
    String path = "/v1/symbols/USD-BTC/reference";
    venue.deposit(1004, "BTC", "10");
    venue.deposit(1005, "USD", "1000");
    assertEquals("NONE", await(path, "source", "NONE").path("source").asText());
    refused(2053, "symbol", "reference", venue.place(1004, "USD-BTC", "BUY", "0.01", "1"));
    int symbol = venue.listings.symbol("USD-BTC").orElseThrow().id();
    venue.exchange.submit(
        Commands.setReferencePrice(CommandContext.NONE, symbol, 1_000, Long.MAX_VALUE));
    JsonNode reference = await(path, "source", "SET");
    assertEquals("0.1000", reference.path("price").asText());
    assertEquals("0.1000", reference.path("set").path("price").asText());
    assertFalse(reference.path("set").path("stale").asBoolean());
    assertEquals(1_000, reference.path("limits").path("buyAboveBasisPoints").asInt());
    assertEquals("0.1100", reference.path("buy").path("highest").asText());
    assertTrue(reference.path("buy").path("lowest").isMissingNode());
    assertEquals("0.0950", reference.path("execution").path("lowest").asText());
    refused(2052, "price", "band", venue.place(1004, "USD-BTC", "BUY", "0.1101", "1"));
    assertEquals(201, venue.place(1004, "USD-BTC", "BUY", "0.0960", "1").status());
    assertEquals(201, venue.place(1004, "USD-BTC", "BUY", "0.0940", "1").status());
    JsonNode swept = venue.place(1005, "USD-BTC", "SELL", "0.0900", "2").json();
    assertEquals("EXPIRED", swept.path("status").asText());
    assertEquals("EXECUTION_RANGE", swept.path("doneReason").asText());
    assertEquals("1.00", swept.path("filledQuantity").asText());
    venue.exchange.submit(Commands.setReferencePrice(CommandContext.NONE, symbol, 0, 0));
    assertEquals("0.0960", await(path, "source", "TRADE").path("price").asText());
  }

  @Test
  void theStateIsPublishedAndEachRefusalHasItsNumber() throws Exception {
    venue.deposit(1002, "USD", "100000");
    int symbol = venue.listings.symbol("ETH-USD").orElseThrow().id();
    assertEquals("TRADING", venue.get("/v1/symbols/ETH-USD").text("status"));
    become(symbol, MarketState.POST_ONLY, 2047);
    become(symbol, MarketState.LIMIT_ONLY, 201);
    become(symbol, MarketState.CANCEL_ONLY, 2046);
    become(symbol, MarketState.HALTED, 2045);
    become(symbol, MarketState.CLOSED, 2044);
    become(symbol, MarketState.PRE_OPEN, 2044);
    venue.exchange.submit(
        Commands.setMarketState(
            CommandContext.NONE, symbol, MarketState.TRADING, 4_000_000_000_000_000L));
    JsonNode planned = await("/v1/symbols/ETH-USD", "plannedStatus", "TRADING");
    assertEquals("2096-10-02T07:06:40.000000Z", planned.path("plannedAt").asText());
    become(symbol, MarketState.TRADING, 201);
  }

  @Test
  void aDelistedSymbolIsNotListedAnyMoreAndItsOrdersAreCancelled() throws Exception {
    MarketFile.parse(
            LIMITED
                .replace("symbol: ETH-BTC", "symbol: BTC-ETH")
                .replace("tick: 0.0001", "tick: 0.01"),
            "test")
        .list(venue.exchange, venue.listings, WallClock.system());
    venue.deposit(1003, "ETH", "100");
    String order = venue.place(1003, "BTC-ETH", "BUY", "0.5", "2").text("id");
    int symbol = venue.listings.symbol("BTC-ETH").orElseThrow().id();
    long sequence =
        venue.exchange.submit(Commands.delistSymbol(CommandContext.NONE, symbol)).sequence();
    JsonNode ended = venue.get(1003, "/v1/orders/" + order, sequence).json();
    assertEquals("CANCELLED", ended.path("status").asText());
    assertEquals("SYMBOL_DELISTED", ended.path("doneReason").asText());
    await("/v1/symbols/BTC-ETH", "status", "DELISTED");
    assertFalse(venue.get("/v1/symbols").json().toString().contains("BTC-ETH"));
    assertEquals(2051, code(venue.place(1003, "BTC-ETH", "BUY", "0.5", "2")));
  }

  @Test
  void anAuctionShowsItsPriceBeforehandAndTradesAtIt() throws Exception {
    int symbol = listed("USD-ETH", "");
    venue.deposit(1006, "ETH", "100");
    venue.deposit(1007, "USD", "1000");
    venue.exchange.submit(
        Commands.callAuction(
            CommandContext.NONE, symbol, 0, 4_000_000_000_000_000L, MarketState.CLOSED));
    JsonNode called = await("/v1/symbols/USD-ETH", "status", "AUCTION");
    assertEquals("CLOSED", called.path("auction").path("then").asText());
    assertEquals(2049, code(venue.post(1007, "/v1/orders", MARKET_ORDER)));
    assertEquals(201, venue.place(1007, "USD-ETH", "SELL", "0.2", "3").status());
    Answer buyer = venue.place(1006, "USD-ETH", "BUY", "0.3", "5");
    String buy = buyer.text("id");
    JsonNode depth =
        await("/v1/symbols/USD-ETH/depth", "sequence", Long.toString(buyer.sequence()));
    assertEquals("AUCTION", depth.path("status").asText());
    assertEquals("0.3000", depth.path("bids").path(0).path(0).asText());
    assertEquals("0.2000", depth.path("asks").path(0).path(0).asText());
    JsonNode auction = venue.get("/v1/symbols/USD-ETH/ticker").json().path("auction");
    // Two more than there are to sell: buyers push the price up.
    assertEquals("0.3000", auction.path("price").asText());
    assertEquals("3.00", auction.path("quantity").asText());
    assertEquals("BUY", auction.path("surplusSide").asText());
    assertEquals("2.00", auction.path("surplusQuantity").asText());
    assertEquals("2096-10-02T07:06:40.000000Z", auction.path("uncrossAt").asText());

    long sequence =
        venue
            .exchange
            .submit(Commands.setMarketState(CommandContext.NONE, symbol, MarketState.TRADING, 0))
            .sequence();
    JsonNode order = venue.get(1006, "/v1/orders/" + buy, sequence).json();
    assertEquals("PARTIALLY_FILLED", order.path("status").asText());
    assertEquals("3.00", order.path("filledQuantity").asText());
    await("/v1/symbols/USD-ETH/depth", "status", "TRADING");
    assertTrue(venue.get("/v1/symbols/USD-ETH/ticker").json().path("auction").isMissingNode());
    JsonNode trade = venue.get("/v1/symbols/USD-ETH/trades").json().path("items").path(0);
    assertEquals("0.3000", trade.path("price").asText());
    assertTrue(trade.path("auction").asBoolean());
    JsonNode own = venue.get(1006, "/v1/trades", sequence).json().path("items").path(0);
    assertTrue(own.path("auction").asBoolean(), own.toString());
  }

  @Test
  void anOrderThatWouldTradeTooFarAwayStopsTradingForAnAuction() throws Exception {
    int symbol =
        listed("SOL-USD", "price-limits: {volatility-halt: {range: 500, auction-seconds: 3600}}");
    assertEquals(
        3600,
        await("/v1/symbols/SOL-USD/reference", "source", "NONE")
            .path("limits")
            .path("volatilityHalt")
            .path("auctionSeconds")
            .asInt());
    venue.deposit(1008, "USD", "1000");
    venue.deposit(1009, "SOL", "1000");
    venue.exchange.submit(
        Commands.setReferencePrice(CommandContext.NONE, symbol, 1_000, Long.MAX_VALUE));
    venue.place(1009, "SOL-USD", "SELL", "0.2", "3");
    JsonNode order = venue.place(1008, "SOL-USD", "BUY", "0.2", "1").json();
    assertEquals("OPEN", order.path("status").asText());
    JsonNode ticker = await("/v1/symbols/SOL-USD/ticker", "status", "AUCTION");
    assertEquals("0.2000", ticker.path("auction").path("price").asText());
    assertEquals("TRADING", ticker.path("auction").path("then").asText());
  }

  /** Lists a symbol of that name, with more of its definition; its number. */
  private static int listed(String name, String more) throws Exception {
    String[] assets = name.split("-");
    String both = asset(assets[0]) + asset(assets[1]);
    String text =
        LIMITED
            .replaceAll("(?s)assets:.*symbols:", "assets:\n" + both + "symbols:")
            .replace("symbol: ETH-BTC", "symbol: " + name)
            .replaceAll("(?s)limits:.*", more + "\n");
    MarketFile.parse(text, "test").list(venue.exchange, venue.listings, WallClock.system());
    return venue.listings.symbol(name).orElseThrow().id();
  }

  private static String asset(String symbol) {
    return switch (symbol) {
      case "USD" -> "  - {symbol: USD, name: US dollar, type: fiat, decimals: 6}\n";
      case "ETH" -> "  - {symbol: ETH, name: Ether, type: crypto, decimals: 9}\n";
      default -> "  - {symbol: " + symbol + ", name: Coin, type: crypto, decimals: 6}\n";
    };
  }

  /** Brings the market into the state, and sees it published and what becomes of an order. */
  private static void become(int symbol, MarketState state, int expected) throws Exception {
    venue.exchange.submit(Commands.setMarketState(CommandContext.NONE, symbol, state, 0));
    await("/v1/symbols/ETH-USD", "status", state.name());
    await("/v1/symbols/ETH-USD/ticker", "status", state.name());
    Answer answer = venue.place(1002, "ETH-USD", "BUY", "1", "1");
    assertEquals(expected, answer.status() == 201 ? 201 : code(answer));
  }

  private static JsonNode await(String path, String field, String value) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    JsonNode json = venue.get(path).json();
    while (!json.path(field).asText().equals(value) && System.nanoTime() < deadline) {
      Thread.sleep(5);
      json = venue.get(path).json();
    }
    assertEquals(value, json.path(field).asText());
    return json;
  }

  private static int code(Answer answer) {
    return answer.json().path("code").asInt();
  }

  private static Answer place(long account, String side, String price, String quantity)
      throws Exception {
    return venue.place(account, "ETH-BTC", side, price, quantity);
  }

  private static Answer sellAtOnce(String quantity) throws Exception {
    return venue.post(
        1001,
        "/v1/orders",
        """
        {"symbol":"ETH-BTC","side":"SELL","type":"MARKET","quantity":"%s"}\
        """
            .formatted(quantity));
  }

  private static void refused(int code, String field, String rule, Answer answer) {
    JsonNode problem = answer.json();
    assertEquals(code, problem.path("code").asInt(), problem.toString());
    assertEquals(field, problem.path("errors").path(0).path("field").asText());
    assertEquals(rule, problem.path("errors").path(0).path("rule").asText());
  }
}
