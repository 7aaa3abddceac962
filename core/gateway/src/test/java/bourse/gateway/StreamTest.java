package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.audit.Actor;
import bourse.platform.http.Json;
import bourse.platform.time.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream with a real server, a real engine and the JDK's WebSocket client. */
class StreamTest {
  private static Venue venue;
  private static long nextAccount = 5000;

  private StreamClient client;
  private long account;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    venue = Venue.open(directory);
  }

  @AfterAll
  static void close() throws Exception {
    venue.close();
  }

  @BeforeEach
  void connect() {
    account = nextAccount++;
    venue.deposit(account, "USD", "1000000");
    venue.deposit(account, "BTC", "1000");
    client = StreamClient.open(venue.streamAddress());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void theDocumentedAlgorithmKeepsTheBook() throws Exception {
    client.send("{'op':'subscribe','channels':['book:BTC-USD']}");
    LocalBook book = new LocalBook();
    assertTrue(book.take(client.next("book:BTC-USD", "snapshot")));

    // One buys and another sells: an account does not trade with itself.
    long seller = account + 500_000;
    venue.deposit(seller, "BTC", "1000");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long last = 0;
    for (int i = 0; i < 150; i++) {
      String side = random.nextBoolean() ? "BUY" : "SELL";
      String price = (95 + random.nextInt(11)) + ".00";
      String quantity = (1 + random.nextInt(5)) + "";
      long trader = side.equals("BUY") ? account : seller;
      last = venue.place(trader, "BTC-USD", side, price, quantity).sequence();
    }
    JsonNode depth = null;
    while (depth == null || book.sequence() < depth.path("sequence").asLong()) {
      depth = venue.get("/v1/symbols/BTC-USD/depth?limit=500").json();
      JsonNode message = client.next(any -> true);
      assertTrue(book.take(message), "seed " + seed + ": a gap before " + message);
    }
    while (depth.path("sequence").asLong() < last && book.sequence() < last) {
      assertTrue(book.take(client.next(any -> true)), "seed " + seed);
      depth = venue.get("/v1/symbols/BTC-USD/depth?limit=500").json();
    }

    assertEquals(depth.path("bids"), Json.mapper().valueToTree(book.bids()), "seed " + seed);
    assertEquals(depth.path("asks"), Json.mapper().valueToTree(book.asks()), "seed " + seed);
    assertEquals(depth.path("sequence").asLong(), book.sequence());
  }

  @Test
  void theDocumentedAlgorithmSeesAGap() throws Exception {
    LocalBook book = new LocalBook();
    assertTrue(book.take(message("snapshot", 5, -1)));
    assertTrue(book.take(message("update", 7, 5)));
    assertTrue(book.take(message("heartbeat", 7, -1)));
    assertFalse(book.take(message("heartbeat", 8, -1)), "a message was lost");
    assertFalse(book.take(message("update", 9, 8)), "a message was lost");
    assertFalse(book.take(message("update", 10, 9)), "the book is not known any more");
    assertTrue(book.take(message("snapshot", 12, -1)));
  }

  @Test
  void tradesCandlesAndTickerFollowTheMarket() throws Exception {
    client.send(
        "{'op':'subscribe','id':'s1','channels':['trades:ETH-USD','candles:ETH-USD:1m',"
            + "'ticker:ETH-USD']}");
    client.next("trades:ETH-USD", "snapshot");
    client.next("candles:ETH-USD:1m", "snapshot");
    client.next("ticker:ETH-USD", "snapshot");
    assertEquals("s1", client.next("", "done").path("id").asText());

    long other = account + 500_000;
    venue.deposit(other, "ETH", "10");
    venue.place(other, "ETH-USD", "SELL", "1500.00", "1");
    venue.place(account, "ETH-USD", "BUY", "1500.00", "1");

    JsonNode trade = client.next("trades:ETH-USD", "update").path("data").path(0);
    assertEquals("1500.00", trade.path("price").asText());
    JsonNode candle = client.next("candles:ETH-USD:1m", "update").path("data");
    assertEquals("1500.00", candle.path("close").asText());
    JsonNode heartbeat = client.next("trades:ETH-USD", "heartbeat");
    assertTrue(heartbeat.path("data").isMissingNode());
  }

  @Test
  void ownOrdersAndBalancesComeAfterAuthenticationOnly() throws Exception {
    client.send("{'op':'subscribe','id':'a','channels':['orders']}");
    JsonNode refused = client.next("orders", "error");
    assertEquals(3001, refused.path("data").path("code").asInt());
    assertEquals("a", refused.path("id").asText());

    String resting = venue.place(account, "BTC-USD", "BUY", "10.00", "1").text("id");
    client.send("{'op':'authenticate','token':'account-" + account + "'}");
    client.send("{'op':'subscribe','channels':['orders','wallets']}");
    JsonNode orders = client.next("orders", "snapshot");
    while (orders.path("data").isEmpty()) {
      orders = client.next("orders", "update");
    }
    assertEquals(resting, orders.path("data").path(0).path("id").asText());
    JsonNode wallets = client.next("wallets", "snapshot");
    assertEquals(2, wallets.path("data").size());

    long cancelled = venue.send(account, "DELETE", "/v1/orders/" + resting, "").sequence();
    JsonNode update =
        client.next(message ->
            message.path("channel").asText().equals("orders")
                && message.path("sequence").asLong() == cancelled
                && message.path("type").asText().equals("update"));
    assertEquals("CANCELLED", update.path("data").path(0).path("status").asText());
    JsonNode balance =
        client.next(message ->
            message.path("channel").asText().equals("wallets")
                && message.path("type").asText().equals("update")
                && message.path("sequence").asLong() == cancelled);
    assertEquals("0.000000", balance.path("data").path(0).path("reserved").asText());
  }

  @Test
  void aSessionThatEndedEndsTheStream() throws Exception {
    client.send("{'op':'authenticate','id':'x','token':'account-" + account + "'}");
    client.next("", "done");
    venue.accounts.loggedOut.add(account);
    StreamClient.Closed closed = client.awaitClose();
    assertEquals(1008, closed.code());
    assertTrue(closed.reason().contains("log in"), closed.reason());
  }

  @Test
  void anotherAccountNeedsAnotherConnection() throws Exception {
    client.send("{'op':'authenticate','token':'account-" + account + "'}");
    client.send("{'op':'authenticate','token':'account-1000'}");
    assertEquals(3003, client.next("", "error").path("data").path("code").asInt());
  }

  @Test
  void wrongRequestsAreAnsweredAndTheConnectionStays() throws Exception {
    expectError("{'op':", 1001);
    expectError("{'op':'place','id':'1'}", 1002);
    expectError("{'op':'subscribe'}", 1002);
    expectError("{'op':'subscribe','channels':[]}", 1002);
    expectError("{'op':'subscribe','channels':[null]}", 1002);
    expectError("{'op':'subscribe','channels':['x'],'color':'red'}", 1002);
    expectError("{'op':'ping','token':'t'}", 1002);
    expectError("{'op':'authenticate','token':'t'}", 3001);
    expectError("{'channels':['x']}", 1002);
    client.send("{'op':'subscribe','channels':['book:XXX-USD','book:BTC-USD']}");
    assertEquals(1004, client.next("book:XXX-USD", "error").path("data").path("code").asInt());
    client.next("book:BTC-USD", "snapshot");
    client.send("{'op':'ping','id':'p'}");
    assertEquals("p", client.next("", "done").path("id").asText());
  }

  @Test
  void afterUnsubscribeNothingComes() throws Exception {
    client.send("{'op':'subscribe','channels':['book:BTC-USD']}");
    client.next("book:BTC-USD", "snapshot");
    client.send("{'op':'unsubscribe','id':'u','channels':['book:BTC-USD']}");
    client.next("", "done");
    client.forget();
    venue.place(account, "BTC-USD", "BUY", "1.00", "1");
    Thread.sleep(200);
    client.send("{'op':'ping','id':'p'}");
    assertEquals("done", client.next(any -> true).path("type").asText());
  }

  @Test
  void longRequestsArePutTogetherAndTooLongOnesEndTheConnection() throws Exception {
    String padding = " ".repeat(350_000);
    client.sendInParts("{'op':'ping'," + padding + "'id':'long'}", 7_000);
    assertEquals("long", client.next("", "done").path("id").asText());
    // Only the last part goes over 384 KiB, so that none is sent after the server's close.
    client.sendInParts("{'op':'ping'," + padding + " ".repeat(44_000) + "'id':'long'}", 7_000);
    assertEquals(1009, client.awaitClose().code());
  }

  @Test
  void pagesOfOtherOriginsAreRefused() throws Exception {
    try (HttpClient browser = HttpClient.newHttpClient()) {
      CompletionException refused =
          assertThrows(
              CompletionException.class,
              () ->
                  browser
                      .newWebSocketBuilder()
                      .header("Origin", "https://elsewhere.example")
                      .buildAsync(venue.streamAddress(), new WebSocket.Listener() {})
                      .join());
      assertEquals(
          403, ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode());
      browser
          .newWebSocketBuilder()
          .header("Origin", "http://127.0.0.1:" + venue.port())
          .buildAsync(venue.streamAddress(), new WebSocket.Listener() {})
          .join()
          .abort();
    }
    assertEquals(400, venue.get("/v1/stream").status());
  }

  @Test
  void aClientThatDoesNotReadIsConflatedThenCutOffAndNobodyElseWaits(@TempDir Path directory)
      throws Exception {
    StreamSettings strict =
        new StreamSettings(Set.of(), 100, 64 * 1024, 10, Duration.ofMillis(500));
    Venue small = Venue.open(directory, strict);
    try (Socket deaf = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
      deaf.setReceiveBufferSize(4096);
      small.deposit(account, "USD", "100000000");
      upgrade(deaf);
      // Snapshots of a deep book soon fill the buffers between here and there.
      for (int from = 1; from <= 3_001; from += 1_000) {
        small.post(account, "/v1/orders/batch", bids(from, 1_000));
      }
      String subscribe = "{\"op\":\"subscribe\",\"channels\":[\"book:BTC-USD\"]}";
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (small.stream.figures().openConnections() > 0 && System.nanoTime() < deadline) {
        try {
          for (int i = 0; i < 8; i++) {
            deaf.getOutputStream().write(frame(subscribe));
          }
        } catch (SocketException cutOff) {
          break;
        }
        Thread.sleep(200);
      }
      while (small.stream.figures().openConnections() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertEquals(0, small.stream.figures().openConnections());
      assertTrue(small.stream.figures().conflations() > 0);
      assertEquals(1, small.stream.figures().slowConnectionsEnded());
    } finally {
      small.close();
    }
  }

  @Test
  void maintenanceClosesItAndLetsNoneIn() throws Exception {
    Maintenance maintenance =
        new Maintenance("We update.", "test", Instant.now(), Optional.empty());
    venue.rules.setMaintenance(Optional.of(maintenance), "", Actor.SYSTEM);
    try {
      assertEquals(1013, client.awaitClose().code());
      StreamClient other = StreamClient.open(venue.streamAddress());
      assertEquals(1013, other.awaitClose().code());
      other.close();
    } finally {
      venue.rules.setMaintenance(Optional.empty(), "", Actor.SYSTEM);
    }
  }

  @Test
  void whoIsRestrictedMeanwhileIsClosed() throws Exception {
    UUID id = Ids.uuid7();
    Restriction here =
        new Restriction(
            id,
            Restriction.Kind.ADDRESS,
            "127.0.0.0/8",
            "test",
            "test",
            Instant.now(),
            Optional.empty());
    venue.rules.add(here, Actor.SYSTEM);
    try {
      assertEquals(1013, client.awaitClose().code());
    } finally {
      venue.rules.remove(id, Actor.SYSTEM);
    }
  }

  @Test
  void aStopIsToldToEveryone(@TempDir Path directory) throws Exception {
    Venue other = Venue.open(directory);
    StreamClient listener = StreamClient.open(other.streamAddress());
    try {
      listener.send("{'op':'ping'}");
      listener.next("", "done");
      other.stream.stop();
      listener.next("", "shutdown");
      assertEquals(1001, listener.awaitClose().code());
    } finally {
      listener.close();
      other.close();
    }
  }

  private void expectError(String request, int code) throws Exception {
    client.send(request);
    JsonNode error = client.next("", "error");
    assertEquals(code, error.path("data").path("code").asInt(), request);
    assertFalse(error.path("data").path("detail").asText().isEmpty());
  }

  private static String bids(int from, int count) {
    StringBuilder operations = new StringBuilder();
    for (int i = 0; i < count; i++) {
      operations
          .append(i == 0 ? "" : ",")
          .append("{'op':'PLACE','symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'")
          .append(from + i)
          .append("','quantity':'1'}");
    }
    return ("{'operations':[" + operations + "]}").replace('\'', '"');
  }

  private static JsonNode message(String type, long sequence, long previous) throws Exception {
    String json =
        """
        {"type":"%s","sequence":%d,"previous":%d,"data":{"bids":[],"asks":[]}}\
        """
            .formatted(type, sequence, previous);
    return Json.mapper().readTree(json);
  }

  private static void upgrade(Socket socket) throws Exception {
    socket
        .getOutputStream()
        .write(
            String.join(
                    "\r\n",
                    "GET /v1/stream HTTP/1.1",
                    "Host: 127.0.0.1",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                    "",
                    "")
                .getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.read());
    }
    assertTrue(answer.toString().startsWith("HTTP/1.1 101"), answer.toString());
  }

  /** A masked text frame, with a mask of zeros. */
  private static byte[] frame(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }
}
