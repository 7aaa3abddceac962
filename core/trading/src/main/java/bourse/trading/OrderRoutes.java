package bourse.trading;

import static bourse.platform.access.Permission.ACCOUNT_READ;
import static bourse.platform.access.Permission.TRADE;

import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.domain.OrderStatus;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.OrderStore;
import bourse.exchange.StoredPage;
import bourse.exchange.TradeStore;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.BourseHeaders;
import bourse.platform.http.Caller;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import bourse.trading.OrderRequests.AmendOrder;
import bourse.trading.OrderRequests.Batch;
import bourse.trading.OrderRequests.CancelAllAfter;
import bourse.trading.OrderRequests.NewOrder;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The caller's orders and trades. An order of somebody else looks the same as none. */
public final class OrderRoutes implements Routes {
  private static final Pattern VERSION_TAG = Pattern.compile("\"[1-9][0-9]{0,17}\"");

  /** An order would be taken. */
  record Tested(boolean accepted) {}

  /** How many orders were cancelled. */
  record CancelledView(int cancelled) {}

  /** When all orders will be cancelled; absent when they will not. */
  record ArmedView(Optional<Instant> dueAt) {}

  private final OrderDesk desk;
  private final OrderArchive archive;
  private final OrderListDesk listDesk;
  private final OrderListRoutes lists;

  public OrderRoutes(
      Exchange exchange,
      OwnOrders ownOrders,
      Listings listings,
      OrderStore orders,
      TradeStore trades,
      WallClock clock) {
    this.archive = new OrderArchive(exchange, orders, trades, listings);
    OrderRequests requests = new OrderRequests(listings);
    this.desk = new OrderDesk(exchange, ownOrders, archive, requests, clock);
    this.listDesk = new OrderListDesk(exchange, ownOrders, archive, requests, desk);
    this.lists = new OrderListRoutes(listDesk, archive);
  }

  /** The door for orders that do not come as requests over HTTP. */
  public OrderEntry entry() {
    return new OrderEntry(desk, listDesk);
  }

  @Override
  public List<Route> routes() {
    return Stream.concat(ownRoutes().stream(), lists.routes().stream()).toList();
  }

  private List<Route> ownRoutes() {
    return List.of(
        new Route("POST", "/v1/orders", Access.to(TRADE), this::place),
        new Route("GET", "/v1/orders", Access.to(ACCOUNT_READ), this::list),
        new Route("POST", "/v1/orders/batch", Access.to(TRADE), this::batch),
        new Route("DELETE", "/v1/orders", Access.to(TRADE), this::cancelAll),
        new Route("POST", "/v1/orders/test", Access.to(TRADE), this::test),
        new Route("POST", "/v1/orders/cancel-all-after", Access.to(TRADE), this::cancelAllAfter),
        new Route("GET", "/v1/orders/{id}", Access.to(ACCOUNT_READ), this::get),
        new Route("POST", "/v1/orders/{id}/replacement", Access.to(TRADE), this::replace),
        new Route("PATCH", "/v1/orders/{id}", Access.to(TRADE), this::amend),
        new Route("DELETE", "/v1/orders/{id}", Access.to(TRADE), this::cancel),
        new Route(
            "GET",
            "/v1/orders/by-client-id/{clientOrderId}",
            Access.to(ACCOUNT_READ),
            this::getByClientId),
        new Route("GET", "/v1/trades", Access.to(ACCOUNT_READ), this::trades),
        new Route("GET", "/v1/prevented-matches", Access.to(ACCOUNT_READ), this::preventedMatches),
        new Route("GET", "/v1/capabilities", Access.PUBLIC, OrderRoutes::capabilities));
  }

  private void place(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    NewOrder order = Body.read(request, NewOrder.class);
    Optional<String> key = key(request, order);
    NewOrder named = key.map(order::named).orElse(order);
    OrderDesk.Done done;
    try {
      done = desk.place(account, named, RequestId.trace(request));
    } catch (Fault fault) {
      if (key.isEmpty() || fault.code() != ErrorCode.DUPLICATE_CLIENT_ORDER_ID) {
        throw fault;
      }
      done = desk.placedBefore(account, named, fault);
      response.header(BourseHeaders.IDEMPOTENCY_REPLAYED, "true");
    }
    sendCreated(response, done);
  }

  /** What makes a request safe to repeat; the client order id does when there is one. */
  private static Optional<String> key(ServerRequest request, NewOrder order) {
    return request
        .headers()
        .first(BourseHeaders.IDEMPOTENCY_KEY)
        .filter(key -> order.clientOrderId() == null)
        .map(OrderRoutes::checkedKey);
  }

  private void test(ServerRequest request, ServerResponse response) throws InterruptedException {
    NewOrder order = Body.read(request, NewOrder.class);
    desk.test(Caller.of(request).account(), order, RequestId.trace(request));
    Reply.json(response, new Tested(true));
  }

  private void replace(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    long id = orderId(request);
    NewOrder order = Body.read(request, NewOrder.class);
    Optional<String> key = key(request, order);
    NewOrder named = key.map(order::named).orElse(order);
    OrderDesk.Done done;
    try {
      done = desk.replace(account, id, version(request), named, RequestId.trace(request));
    } catch (Fault fault) {
      if (key.isEmpty() || !mayBeRepeated(fault.code())) {
        throw fault;
      }
      done = desk.replacedBefore(account, id, named, fault);
      response.header(BourseHeaders.IDEMPOTENCY_REPLAYED, "true");
    }
    sendCreated(response, done);
  }

  /** Of a replacement that happened before, the order that goes is gone. */
  private static boolean mayBeRepeated(ErrorCode refusal) {
    return refusal == ErrorCode.UNKNOWN_ORDER || refusal == ErrorCode.DUPLICATE_CLIENT_ORDER_ID;
  }

  private void cancelAll(ServerRequest request, ServerResponse response) {
    Optional<String> symbol = RequestParameters.text(request, "symbol");
    OrderDesk.Cancelled done =
        desk.cancelAll(Caller.of(request).account(), symbol, RequestId.trace(request));
    Reply.json(Reply.sequence(response, done.sequence()), new CancelledView(done.orders()));
  }

  private void cancelAllAfter(ServerRequest request, ServerResponse response) {
    CancelAllAfter wanted = Body.read(request, CancelAllAfter.class);
    OrderDesk.Armed done =
        desk.cancelAllAfter(Caller.of(request).account(), wanted, RequestId.trace(request));
    Reply.json(Reply.sequence(response, done.sequence()), new ArmedView(done.dueAt()));
  }

  private void amend(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    long id = orderId(request);
    AmendOrder change = Body.read(request, AmendOrder.class);
    send(response, desk.amend(account, id, version(request), change, RequestId.trace(request)));
  }

  private void cancel(ServerRequest request, ServerResponse response) throws InterruptedException {
    send(
        response,
        desk.cancel(
            Caller.of(request).account(),
            orderId(request),
            version(request),
            RequestId.trace(request)));
  }

  private void batch(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    Batch batch = Body.read(request, Batch.class);
    List<OrderDesk.Result> results =
        desk.batch(account, OrderEntry.items(batch.operations()), RequestId.trace(request));
    OrderEntry.BatchResults views = OrderEntry.results(results, RequestId.of(request));
    views.sequence().ifPresent(sequence -> Reply.sequence(response, sequence));
    Reply.json(response, views);
  }

  private void get(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    long id = orderId(request);
    archive.await(RequestParameters.atLeastSequence(request));
    OrderView order = archive.order(account, id).orElseThrow(() -> noSuchOrder());
    Reply.json(tagged(response, order), order);
  }

  private void getByClientId(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    long account = Caller.of(request).account();
    String clientOrderId = RequestParameters.path(request, "clientOrderId");
    archive.await(RequestParameters.atLeastSequence(request));
    OrderView order =
        archive.byClientOrderId(account, clientOrderId).orElseThrow(() -> noSuchOrder());
    Reply.json(tagged(response, order), order);
  }

  private void list(ServerRequest request, ServerResponse response) throws InterruptedException {
    Optional<OrderStatus> status = RequestParameters.choice(request, "status", OrderStatus.class);
    Optional<String> symbol = RequestParameters.text(request, "symbol");
    int limit = RequestParameters.limit(request);
    long cursor = cursor(request);
    archive.await(RequestParameters.atLeastSequence(request));
    sendPage(response, archive.list(Caller.of(request).account(), status, symbol, cursor, limit));
  }

  private void trades(ServerRequest request, ServerResponse response) throws InterruptedException {
    Optional<String> symbol = RequestParameters.text(request, "symbol");
    Optional<Long> orderId = orderIdAlone(request, symbol);
    int limit = RequestParameters.limit(request);
    long cursor = cursor(request);
    archive.await(RequestParameters.atLeastSequence(request));
    sendPage(
        response, archive.trades(Caller.of(request).account(), symbol, orderId, cursor, limit));
  }

  private void preventedMatches(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    Optional<String> symbol = RequestParameters.text(request, "symbol");
    Optional<Long> orderId = orderIdAlone(request, symbol);
    int limit = RequestParameters.limit(request);
    long cursor = cursor(request);
    archive.await(RequestParameters.atLeastSequence(request));
    sendPage(
        response,
        archive.preventedMatches(Caller.of(request).account(), symbol, orderId, cursor, limit));
  }

  /** The order that is asked for, and no symbol beside it. */
  private static Optional<Long> orderIdAlone(ServerRequest request, Optional<String> symbol) {
    Optional<String> order = RequestParameters.text(request, "orderId");
    if (symbol.isPresent() && order.isPresent()) {
      throw invalid("symbol", "one", "Ask by symbol or by orderId: an order has one symbol.");
    }
    return order.map(text ->
        OrderIds.parse(text)
            .orElseThrow(() -> invalid("orderId", "format", "orderId is an order's id.")));
  }

  static String checkedKey(String key) {
    if (!ClientOrderId.isValid(key)) {
      throw invalid(
          "Idempotency-Key", "format", "An idempotency key has 1 to 36 of A-Z a-z 0-9 - _ . :");
    }
    return key;
  }

  private static void capabilities(ServerRequest request, ServerResponse response) {
    Reply.json(response, Capabilities.present());
  }

  private static void send(ServerResponse response, OrderDesk.Done done) {
    Reply.json(tagged(Reply.sequence(response, done.sequence()), done.order()), done.order());
  }

  private static void sendCreated(ServerResponse response, OrderDesk.Done done) {
    response.header(HeaderNames.LOCATION, "/v1/orders/" + done.order().id());
    Reply.json(
        tagged(Reply.sequence(response, done.sequence()), done.order()),
        Status.CREATED_201,
        done.order());
  }

  /** With the order's version, for a later {@code If-Match}. */
  private static ServerResponse tagged(ServerResponse response, OrderView order) {
    return response.header(HeaderNames.ETAG, "\"" + order.version() + "\"");
  }

  /** The version that {@code If-Match} asks for; 0 when any will do. */
  private static long version(ServerRequest request) {
    Optional<String> wanted = request.headers().first(HeaderNames.IF_MATCH);
    if (wanted.isEmpty() || wanted.get().equals("*")) {
      return 0;
    }
    if (!VERSION_TAG.matcher(wanted.get()).matches()) {
      throw invalid("If-Match", "format", "If-Match is an order's ETag, such as \"4711\", or *.");
    }
    return Long.parseLong(wanted.get(), 1, wanted.get().length() - 1, 10);
  }

  static <T> void sendPage(ServerResponse response, StoredPage<T> page) {
    Reply.json(response, Page.upTo(page.items(), page.next()));
  }

  static long cursor(ServerRequest request) {
    return RequestParameters.cursor(request, 1).map(parts -> parts[0]).orElse(StoredPage.START);
  }

  private static long orderId(ServerRequest request) {
    return OrderIds.parse(RequestParameters.path(request, "id"))
        .orElseThrow(OrderRoutes::noSuchOrder);
  }

  private static Fault noSuchOrder() {
    return Refusals.unknownOrder("There is no such order");
  }

  private static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }
}
