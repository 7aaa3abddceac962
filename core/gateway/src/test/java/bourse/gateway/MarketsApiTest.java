package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
