package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.gateway.Venue.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that cancel each other, or follow each other, over HTTP. */
class OrderListsApiTest {
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
    trade("100.00");
  }

  @AfterEach
  void close() throws Exception {
    venue.close();
  }

  @Test
  void ofAPairOneFillCancelsTheOther() throws Exception {
    Answer placed = list(SELLER, OCO);
    assertEquals(201, placed.status(), placed.json().toString());
    assertEquals("OCO", placed.text("type"));
    assertEquals("exit-1", placed.text("clientOrderId"));
    assertEquals("OPEN", placed.text("status"));
    assertEquals(List.of("OPEN", "WAITING"), statuses(placed.json()));
    String id = placed.text("id");
    String path = "/v1/order-lists/" + id;
    assertEquals(List.of(path), placed.headers().get("location"));
    assertEquals(placed.json(), venue.get(SELLER, path, placed.sequence()).json());
    placed
        .json()
        .path("orders")
        .forEach(order -> assertEquals(id, order.path("orderListId").asText()));
    JsonNode stop = placed.json().path("orders").path(1);
    assertEquals(
        stop.path("orderListId"),
        venue
            .get(SELLER, "/v1/orders/" + stop.path("id").asText(), placed.sequence())
            .json()
            .path("orderListId"));
    assertEquals("2.00000000", wallet(SELLER, "BTC", placed.sequence()).text("reserved"));
    assertEquals(
        List.of(id), ids(venue.get(SELLER, "/v1/order-lists?status=OPEN", placed.sequence())));
    assertEquals(404, venue.get(BUYER, path, placed.sequence()).status());
    assertEquals(2029, code(venue.get(BUYER, path, placed.sequence())));

    Answer bought = venue.place(BUYER, "BTC-USD", "BUY", "110.00", "0.5");
    Answer after = venue.get(SELLER, path, bought.sequence());
    assertEquals(List.of("PARTIALLY_FILLED", "CANCELLED"), statuses(after.json()));
    assertEquals(
        "LINKED_ORDER_EXECUTED", after.json().path("orders").path(1).path("doneReason").asText());
    assertEquals("1.50000000", wallet(SELLER, "BTC", bought.sequence()).text("reserved"));
    assertEquals("OPEN", after.text("status"));

    Answer cancelled = delete(SELLER, path);
    assertEquals(200, cancelled.status(), cancelled.json().toString());
    assertEquals("DONE", cancelled.text("status"));
    assertEquals(2029, code(delete(SELLER, path)));
    assertEquals(
        List.of(id), ids(venue.get(SELLER, "/v1/order-lists?status=DONE", cancelled.sequence())));
    assertEquals(
        List.of(), ids(venue.get(SELLER, "/v1/order-lists?status=OPEN", cancelled.sequence())));
  }

  @Test
  void aTestOfAListIsJudgedAndBooksNothing() throws Exception {
    long before = venue.exchange.sequence();
    Answer tested = tested(SELLER, OCO);
    assertEquals(200, tested.status(), tested.json().toString());
    assertEquals("{\"accepted\":true}", tested.json().toString());
    assertEquals(2027, code(tested(SELLER, OCO.replace("110", "85"))));
    assertEquals(2004, code(tested(OTHER, OCO.replace("'quantity':'2'", "'quantity':'20'"))));
    assertField("stop.stopPrice", tested(SELLER, OCO.replace("90.00", "90.10")));
    assertEquals(before, venue.exchange.sequence());
  }

  @Test
  void ofAPairOneTriggerCancelsTheOther() throws Exception {
    Answer placed = list(SELLER, OCO);
    venue.place(BUYER, "BTC-USD", "BUY", "89.00", "2");
    Answer last = trade("90.00");
    Answer after = venue.get(SELLER, "/v1/order-lists/" + placed.text("id"), last.sequence());
    assertEquals(List.of("CANCELLED", "FILLED"), statuses(after.json()));
    assertEquals("DONE", after.text("status"));
    assertEquals("0.00000000", wallet(SELLER, "BTC", last.sequence()).text("reserved"));
  }

  @Test
  void theExitsOfABracketFollowItsWorkingOrder() throws Exception {
    Answer placed = list(BUYER, BRACKET);
    assertEquals(201, placed.status(), placed.json().toString());
    assertEquals(List.of("OPEN", "PENDING", "PENDING"), statuses(placed.json()));
    String path = "/v1/order-lists/" + placed.text("id");
    assertEquals(placed.json(), venue.get(BUYER, path, placed.sequence()).json());
    String profit = placed.json().path("orders").path(1).path("id").asText();
    Answer refused = patch(BUYER, "/v1/orders/" + profit, "'price':'115.00'");
    assertEquals(409, refused.status());
    assertEquals(2028, code(refused));

    Answer first = venue.place(SELLER, "BTC-USD", "SELL", "99.00", "1");
    assertEquals(
        List.of("PARTIALLY_FILLED", "PENDING", "PENDING"),
        statuses(venue.get(BUYER, path, first.sequence()).json()));
    Answer second = venue.place(SELLER, "BTC-USD", "SELL", "99.00", "1");
    Answer after = venue.get(BUYER, path, second.sequence());
    assertEquals(List.of("FILLED", "OPEN", "WAITING"), statuses(after.json()));
    assertEquals("SELL", after.json().path("orders").path(2).path("side").asText());
    assertEquals("2.00000000", wallet(BUYER, "BTC", second.sequence()).text("reserved"));

    String stop = after.json().path("orders").path(2).path("id").asText();
    Answer moved = patch(BUYER, "/v1/orders/" + stop, "'stopPrice':'95.00'");
    assertEquals("95.00", moved.text("stopPrice"), moved.json().toString());
    assertEquals(2027, code(patch(BUYER, "/v1/orders/" + profit, "'price':'94.00'")));
    Answer cancelled = delete(BUYER, "/v1/orders/" + stop);
    assertEquals(
        List.of("FILLED", "CANCELLED", "CANCELLED"),
        statuses(venue.get(BUYER, path, cancelled.sequence()).json()));
  }

  @Test
  void aPendingOrderFollowsItsWorkingOrder() throws Exception {
    venue.place(SELLER, "BTC-USD", "SELL", "101.00", "1");
    Answer placed =
        list(
            BUYER,
            "'type':'OTO','side':'BUY','quantity':'1','working':{'type':'MARKET'},"
                + "'pending':{'type':'TRAILING_STOP','side':'SELL','quantity':'0.5',"
                + "'trailingBasisPoints':500}");
    assertEquals(List.of("FILLED", "WAITING"), statuses(placed.json()), placed.json().toString());
    Answer unfilled =
        list(
            BUYER,
            "'type':'OTO','side':'BUY','quantity':'1','working':{'type':'MARKET'},"
                + "'pending':{'type':'LIMIT','side':'SELL','quantity':'1','price':'120'}");
    assertEquals(List.of("EXPIRED", "CANCELLED"), statuses(unfilled.json()));
    assertEquals("DONE", unfilled.text("status"));
    assertEquals(
        "WORKING_ORDER_ENDED", unfilled.json().path("orders").path(1).path("doneReason").asText());
  }

  @Test
  void aKeyPlacesAListOnce() throws Exception {
    Answer first = keyed(SELLER, "key-1", OCO.replace("'clientOrderId':'exit-1',", ""));
    assertEquals(201, first.status(), first.json().toString());
    Answer again = keyed(SELLER, "key-1", OCO.replace("'clientOrderId':'exit-1',", ""));
    assertEquals(201, again.status(), again.json().toString());
    assertEquals(List.of("true"), again.headers().get("idempotency-replayed"));
    assertEquals(first.json(), again.json());
    Answer other =
        keyed(SELLER, "key-1", OCO.replace("'clientOrderId':'exit-1',", "").replace("110", "111"));
    assertEquals(1008, code(other));
    assertEquals(201, list(SELLER, OCO).status());
    Answer duplicate = list(SELLER, OCO);
    assertEquals(409, duplicate.status());
    assertEquals(2008, code(duplicate));
  }

  @Test
  void aListHasTheOrdersOfItsTypeAndNoOthers() throws Exception {
    assertField("stop", list(SELLER, OCO.replaceAll(",'stop':.*", "")));
    assertField("pending", list(SELLER, OCO + ",'pending':{'type':'MARKET'}"));
    assertField("profit.quantity", list(SELLER, OCO.replace("'price'", "'quantity':'1','price'")));
    assertField("quantity", list(SELLER, OCO.replace("'quantity':'2',", "")));
    assertField("stop.stopPrice", list(SELLER, OCO.replace("90.00", "90.10")));
    assertField("stop.quantity", list(BUYER, OCO.replace("SELL", "BUY")));
    assertEquals(2026, code(list(SELLER, OCO.replace("'STOP'", "'TAKE_PROFIT'"))));
    assertEquals(2027, code(list(SELLER, OCO.replace("110", "85"))));
    assertEquals(2020, code(list(SELLER, OCO.replace("90.00", "100.00"))));
    assertEquals(2004, code(list(OTHER, OCO.replace("'quantity':'2'", "'quantity':'20'"))));
    assertEquals(List.of(), ids(venue.get(SELLER, "/v1/order-lists", trade("100").sequence())));
  }

  /** Each kind of list that there could be is tried; told is exactly what is taken. */
  @Test
  void capabilitiesAreExactlyWhatIsTaken() throws Exception {
    List<String> taken = new ArrayList<>();
    for (OrderListType type : OrderListType.values()) {
      String working = type == OrderListType.OCO ? "" : "'working':{'type':'LIMIT','price':'50'}";
      for (OrderType one : OrderType.values()) {
        if (type != OrderListType.OCO) {
          String rest =
              type == OrderListType.OTO
                  ? ",'pending':{'type':'MARKET','side':'SELL','quantity':'1'}"
                  : ",'profit':{'type':'LIMIT','price':'110'},"
                      + "'stop':{'type':'STOP','stopPrice':'40'}";
          note(taken, type, "working", one, listed("working", one, "") + rest);
        }
        if (type == OrderListType.OTO) {
          String own = "'side':'SELL','quantity':'1',";
          note(taken, type, "pending", one, working + "," + listed("pending", one, own));
        } else {
          String before = working.isEmpty() ? "" : working + ",";
          note(
              taken,
              type,
              "profit",
              one,
              before + listed("profit", one, "") + ",'stop':{'type':'STOP','stopPrice':'40'}");
          note(
              taken,
              type,
              "stop",
              one,
              before + "'profit':{'type':'LIMIT','price':'300'}," + listed("stop", one, ""));
        }
      }
    }
    List<String> told = new ArrayList<>();
    for (JsonNode list : venue.get("/v1/capabilities").json().path("orderLists")) {
      for (String place : List.of("working", "pending", "profit", "stop")) {
        list.path(place)
            .forEach(
                one -> told.add(list.path("type").asText() + " " + place + " " + one.asText()));
      }
    }
    assertEquals(told.stream().sorted().toList(), taken.stream().sorted().toList());
    assertTrue(told.contains("BRACKET stop TRAILING_STOP"));
  }

  /** An order of this type with what it needs; it sells, or buys as a working order. */
  private static String listed(String place, OrderType type, String own) {
    boolean rises = type == OrderType.TAKE_PROFIT || type == OrderType.TAKE_PROFIT_LIMIT;
    return "'"
        + place
        + "':{"
        + own
        + "'type':'"
        + type
        + "'"
        + (type.isMarket() ? "" : ",'price':'" + (place.equals("working") ? "50" : "200") + "'")
        + (type == OrderType.TRAILING_STOP
            ? ",'trailingOffset':'5'"
            : type.waits() ? ",'stopPrice':'" + (rises ? "150" : "60") + "'" : "")
        + "}";
  }

  private void note(
      List<String> taken, OrderListType type, String place, OrderType one, String orders)
      throws Exception {
    String side = type == OrderListType.OCO ? "SELL" : "BUY";
    Answer answer =
        list(OTHER, "'type':'%s','side':'%s','quantity':'1',%s".formatted(type, side, orders));
    if (answer.status() == 201) {
      taken.add(type + " " + place + " " + one);
    } else {
      // A working order to buy that waits for any price lacks an amount before anything else.
      assertTrue(List.of(2026, 2009).contains(code(answer)), orders + answer.json());
    }
    delete(OTHER, "/v1/orders");
  }

  @Test
  void matchesThatWerePreventedCanBeAskedFor() throws Exception {
    Answer resting = venue.place(OTHER, "BTC-USD", "SELL", "105.00", "2");
    Answer shrunk =
        order(
            OTHER,
            "'side':'BUY','price':'106.00','quantity':'0.5',"
                + "'selfTradePrevention':'DECREMENT_AND_CANCEL'");
    Answer last = order(OTHER, "'side':'BUY','price':'105.00','quantity':'1'");
    Answer all = venue.get(OTHER, "/v1/prevented-matches", last.sequence());
    assertEquals(200, all.status(), all.json().toString());
    assertEquals(2, all.json().path("items").size());
    JsonNode newest = all.json().path("items").path(0);
    assertEquals("CANCEL_NEWEST", newest.path("selfTradePrevention").asText());
    assertEquals("1.000", newest.path("quantity").asText());
    assertEquals(last.text("id"), newest.path("takerOrderId").asText());
    JsonNode older = all.json().path("items").path(1);
    assertEquals("105.00", older.path("price").asText());
    assertEquals("0.500", older.path("quantity").asText());
    assertEquals("BUY", older.path("takerSide").asText());
    assertEquals(resting.text("id"), older.path("makerOrderId").asText());
    String of = "/v1/prevented-matches?orderId=";
    assertEquals(1, size(of + shrunk.text("id"), last));
    assertEquals(2, size(of + resting.text("id"), last));
    assertEquals(2, size("/v1/prevented-matches?symbol=BTC-USD", last));
    assertEquals(0, size("/v1/prevented-matches?symbol=ETH-USD", last));
    Answer page = venue.get(OTHER, "/v1/prevented-matches?limit=1", last.sequence());
    Answer next =
        venue.get(
            OTHER,
            "/v1/prevented-matches?limit=1&cursor=" + page.text("nextCursor"),
            last.sequence());
    assertEquals(older, next.json().path("items").path(0));
    assertTrue(next.json().path("nextCursor").isNull());
    assertEquals(
        0, venue.get(BUYER, "/v1/prevented-matches", last.sequence()).json().path("items").size());
    assertEquals(
        400,
        venue
            .get(OTHER, "/v1/prevented-matches?symbol=BTC-USD&orderId=1", last.sequence())
            .status());
  }

  private int size(String path, Answer after) throws Exception {
    return venue.get(OTHER, path, after.sequence()).json().path("items").size();
  }

  private static final String OCO =
      "'type':'OCO','clientOrderId':'exit-1','side':'SELL','quantity':'2',"
          + "'profit':{'type':'LIMIT','price':'110'},"
          + "'stop':{'type':'STOP','stopPrice':'90.00'}";

  private static final String BRACKET =
      "'type':'BRACKET','side':'BUY','quantity':'2',"
          + "'working':{'type':'LIMIT','price':'99','clientOrderId':'entry'},"
          + "'profit':{'type':'LIMIT','price':'110'},"
          + "'stop':{'type':'STOP_LIMIT','stopPrice':'90','price':'85'}";

  private Answer list(long account, String fields) throws Exception {
    return venue.post(account, "/v1/order-lists", json("'symbol':'BTC-USD'," + fields));
  }

  private Answer tested(long account, String fields) throws Exception {
    return venue.post(account, "/v1/order-lists/test", json("'symbol':'BTC-USD'," + fields));
  }

  private Answer keyed(long account, String key, String fields) throws Exception {
    return venue.post(
        account, "/v1/order-lists", json("'symbol':'BTC-USD'," + fields), "Idempotency-Key", key);
  }

  private Answer order(long account, String fields) throws Exception {
    return venue.post(account, "/v1/orders", json("'symbol':'BTC-USD','type':'LIMIT'," + fields));
  }

  private Answer delete(long account, String path) throws Exception {
    return venue.send(account, "DELETE", path, "");
  }

  private Answer patch(long account, String path, String fields) throws Exception {
    return venue.send(account, "PATCH", path, json(fields));
  }

  private static String json(String fields) {
    return ("{" + fields + "}").replace('\'', '"');
  }

  /** Two others trade at this price, with nothing left behind. */
  private Answer trade(String price) throws Exception {
    venue.place(SELLER, "BTC-USD", "SELL", price, "0.1");
    return venue.place(OTHER, "BTC-USD", "BUY", price, "0.1");
  }

  private Answer wallet(long account, String currency, long sequence) throws Exception {
    return venue.get(account, "/v1/wallets/" + currency, sequence);
  }

  private static List<String> statuses(JsonNode list) {
    return StreamSupport.stream(list.path("orders").spliterator(), false)
        .map(order -> order.path("status").asText())
        .toList();
  }

  private static List<String> ids(Answer page) {
    return StreamSupport.stream(page.json().path("items").spliterator(), false)
        .map(list -> list.path("id").asText())
        .toList();
  }

  private static int code(Answer answer) {
    return answer.json().path("code").asInt();
  }

  private static void assertField(String field, Answer answer) {
    assertEquals(
        field,
        answer.json().path("errors").path(0).path("field").asText(),
        answer.json().toString());
  }
}
