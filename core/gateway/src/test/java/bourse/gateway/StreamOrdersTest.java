package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders over the stream: the same as over HTTP, many under way at once. */
class StreamOrdersTest {
  private static Venue venue;
  private static long nextAccount = 7000;

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
  void connect() throws Exception {
    account = nextAccount++;
    venue.deposit(account, "USD", "1000000");
    client = StreamClient.open(venue.streamAddress());
    client.send("{'op':'authenticate','id':'a','token':'account-" + account + "'}");
    client.next("", "done");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  /** Between two orders that came with it, and answered in its turn. */
  @Test
  void aListIsPlacedInItsTurn() throws Exception {
    String order =
        "{'op':'order.place','id':'%s','order':{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'%s','quantity':'1'}}";
    client.send(order.formatted("first", "10.00"));
    client.send(
        "{'op':'order.list','id':'list','list':{'type':'BRACKET','symbol':'BTC-USD','side':'BUY','quantity':'2',"
            + "'working':{'type':'LIMIT','price':'11.00'},'profit':{'type':'LIMIT','price':'20.00'},"
            + "'stop':{'type':'STOP','stopPrice':'5.00'}}}");
    client.send(order.formatted("last", "12.00"));

    JsonNode first = client.next("", "done");
    JsonNode list = client.next("", "done");
    JsonNode last = client.next("", "done");
    assertEquals("first", first.path("id").asText());
    assertEquals("list", list.path("id").asText());
    assertEquals("BRACKET", list.path("data").path("type").asText());
    assertEquals("PENDING", list.path("data").path("orders").path(1).path("status").asText());
    assertEquals("last", last.path("id").asText());
    assertTrue(first.path("sequence").asLong() < list.path("sequence").asLong());
    assertTrue(list.path("sequence").asLong() < last.path("sequence").asLong());

    JsonNode crossed =
        error(
            "c",
            "{'op':'order.list','id':'c','list':{'type':'BRACKET','symbol':'BTC-USD','side':'BUY','quantity':'2',"
                + "'working':{'type':'LIMIT','price':'11.00'},'profit':{'type':'LIMIT','price':'4.00'},"
                + "'stop':{'type':'STOP','stopPrice':'5.00'}}}");
    assertEquals(2027, crossed.path("data").path("code").asInt());
    JsonNode none = error("n", "{'op':'order.list','id':'n'}");
    assertEquals("list", none.path("data").path("errors").path(0).path("field").asText());
    JsonNode other = error("", "{'op':'ping','list':{}}");
    assertEquals(1002, other.path("data").path("code").asInt());
  }

  @Test
  void anOrderIsPlacedAmendedAndCancelled() throws Exception {
    JsonNode placed =
        done(
            "p",
            "{'op':'order.place','id':'p','order':{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'10.00','quantity':'2','clientOrderId':'mine'}}");
    String id = placed.path("data").path("id").asText();
    assertEquals("OPEN", placed.path("data").path("status").asText());
    assertTrue(placed.path("sequence").asLong() > 0);

    JsonNode amended =
        done(
            "m",
            "{'op':'order.amend','id':'m','order':{'clientOrderId':'mine','quantity':'1.5','version':"
                + placed.path("data").path("version")
                + "}}");
    assertEquals("1.500", amended.path("data").path("openQuantity").asText());

    JsonNode stale =
        error(
            "c",
            "{'op':'order.cancel','id':'c','order':{'id':'"
                + id
                + "','version':"
                + placed.path("data").path("version")
                + "}}");
    assertEquals(2018, stale.path("data").path("code").asInt());

    JsonNode cancelled = done("c", "{'op':'order.cancel','id':'c','order':{'id':'" + id + "'}}");
    assertEquals("CANCELLED", cancelled.path("data").path("status").asText());
    assertEquals(
        "CANCELLED",
        venue.get(account, "/v1/orders/" + id, cancelled.path("sequence").asLong()).text("status"));
  }

  @Test
  void aRefusalIsTheSameAsOverHttp() throws Exception {
    for (String order :
        new String[] {
          "{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'900000','quantity':'900'}",
          "{'symbol':'XXX-USD','side':'BUY','type':'LIMIT','price':'10','quantity':'1'}",
          "{'symbol':'BTC-USD','side':'BUY','type':'MARKET','timeInForce':'GTC','quantity':'1'}"
        }) {
      JsonNode stream =
          error("r", "{'op':'order.place','id':'r','order':" + order + "}").path("data");
      JsonNode http = venue.post(account, "/v1/orders", order.replace('\'', '"')).json();
      for (String field : new String[] {"type", "title", "status", "detail", "code"}) {
        assertEquals(http.path(field).asText(), stream.path(field).asText(), order);
      }
      assertFalse(stream.path("requestId").asText().isEmpty());
    }
  }

  @Test
  void aWrongRequestNamesItsField() throws Exception {
    expectFields("{'op':'order.place','id':'w'}", "order");
    expectFields("{'op':'order.place','id':'w','order':{'op':'PLACE'}}", "order.op");
    expectFields(
        "{'op':'order.place','id':'w','order':{'side':'BUY'}}", "order.symbol", "order.type");
    expectFields(
        "{'op':'order.place','id':'w','order':{'symbol':'BTC-USD','side':'BUY','type':'MARKET'}}",
        "order.quantity");
    expectFields(
        "{'op':'order.place','id':'w','order':{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'10.001','quantity':'-1'}}",
        "order.price",
        "order.quantity");
    expectFields("{'op':'order.cancel','id':'w','order':{'id':'1','price':'10'}}", "order.price");
    expectFields("{'op':'order.cancel','id':'w','operations':[]}", "operations");
    expectFields("{'op':'order.batch','id':'w','order':{'id':'1'}}", "order");
    expectFields("{'op':'order.batch','id':'w'}", "operations");
    expectFields("{'op':'order.batch','id':'w','operations':[]}", "operations");
    expectFields("{'op':'order.batch','id':'w','operations':[{'id':'1'}]}", "operations[0].op");
    expectFields("{'op':'ping','id':'w','order':{'id':'1'}}", "order");
    expectFields("{'op':'order.place','order':{'symbol':'BTC-USD','color':'red'}}", "order.color");
    expectFields("{'op':'order.place','order':{'side':'BUY','side':'SELL'}}", "side");
    expectFields("{'op':'order.fly','id':'w'}", "op");
  }

  @Test
  void ordersNeedALogin() throws Exception {
    StreamClient stranger = StreamClient.open(venue.streamAddress());
    try {
      stranger.send("{'op':'order.cancel','id':'s','order':{'id':'1'}}");
      JsonNode error = stranger.next("", "error");
      assertEquals("s", error.path("id").asText());
      assertEquals(3001, error.path("data").path("code").asInt());
    } finally {
      stranger.close();
    }
  }

  @Test
  void manyUnderWayAreAnsweredInTheirOrder() throws Exception {
    for (int i = 0; i < 240; i++) {
      client.send(
          "{'op':'order.place','id':'"
              + i
              + "','order':{'symbol':'BTC-USD','side':'BUY','type':'LIMIT','price':'"
              + (1 + i % 50)
              + ".00','quantity':'1','clientOrderId':'c"
              + i
              + "'}}");
      client.send("{'op':'order.cancel','id':'x" + i + "','order':{'clientOrderId':'c" + i + "'}}");
    }
    long sequence = 0;
    for (int i = 0; i < 240; i++) {
      for (String id : new String[] {"" + i, "x" + i}) {
        JsonNode answer = client.next(any -> true);
        assertEquals(id, answer.path("id").asText(), answer.toString());
        assertEquals("done", answer.path("type").asText(), answer.toString());
        assertTrue(answer.path("sequence").asLong() > sequence, answer.toString());
        sequence = answer.path("sequence").asLong();
      }
    }
  }

  @Test
  void aBatchHasOneAnswerWithAllResults() throws Exception {
    StringBuilder operations = new StringBuilder();
    for (int i = 0; i < 999; i++) {
      operations.append(
          "{'op':'PLACE','symbol':'BTC-USD','side':'BUY','type':'LIMIT','timeInForce':'GTC','price':'1.00','quantity':'1','clientOrderId':'order-number-"
              + i
              + "'},");
    }
    JsonNode answer =
        done(
            "b",
            "{'op':'order.batch','id':'b','operations':["
                + operations
                + "{'op':'CANCEL','clientOrderId':'order-number-0'}]}");
    JsonNode results = answer.path("data").path("results");
    assertEquals(1_000, results.size());
    assertEquals(201, results.path(998).path("status").asInt());
    assertEquals("CANCELLED", results.path(999).path("order").path("status").asText());
    assertEquals(results.path(999).path("sequence").asLong(), answer.path("sequence").asLong());

    expectFields(
        "{'op':'order.batch','id':'w','operations':["
            + "{'op':'CANCEL','id':'1'},".repeat(1_000)
            + "{'op':'CANCEL','id':'1'}]}",
        "operations");
  }

  @Test
  void whoSendsMoreThanMayWaitIsRefused(@TempDir Path directory) throws Exception {
    StreamSettings narrow =
        new StreamSettings(Set.of(), 100, 384 * 1024, 10, Duration.ofSeconds(10));
    Venue small = Venue.open(directory, narrow);
    StreamClient hasty = StreamClient.open(small.streamAddress());
    try {
      hasty.send("{'op':'authenticate','token':'account-1000'}");
      String cancel = "{'op':'CANCEL','id':'1'}";
      boolean refused = false;
      for (int round = 0; round < 50 && !refused; round++) {
        hasty.send(
            "{'op':'order.batch','id':'b','operations':["
                + (cancel + ",").repeat(999)
                + cancel
                + "]}");
        for (int i = 0; i < 15; i++) {
          hasty.send("{'op':'order.cancel','id':'c','order':{'id':'1'}}");
        }
        for (int answers = 0; answers < 16; answers++) {
          JsonNode answer = hasty.next(any -> !any.path("id").asText().isEmpty());
          refused |= answer.path("data").path("code").asInt() == 3005;
        }
      }
      assertTrue(refused, "sixteen were taken each time, and ten may wait");
    } finally {
      hasty.close();
      small.close();
    }
  }

  private JsonNode done(String id, String request) throws Exception {
    return answer(id, "done", request);
  }

  private JsonNode error(String id, String request) throws Exception {
    return answer(id, "error", request);
  }

  private JsonNode answer(String id, String type, String request) throws Exception {
    client.send(request);
    JsonNode answer = client.next(any -> true);
    assertEquals(type, answer.path("type").asText(), answer.toString());
    assertEquals(id, answer.path("id").asText(), answer.toString());
    return answer;
  }

  private void expectFields(String request, String... fields) throws Exception {
    client.send(request);
    JsonNode error = client.next("", "error").path("data");
    assertEquals(1002, error.path("code").asInt(), error.toString());
    assertEquals(fields.length, error.path("errors").size(), error.toString());
    for (int i = 0; i < fields.length; i++) {
      assertEquals(fields[i], error.path("errors").path(i).path("field").asText(), request);
    }
  }
}
