package bourse.trading;

import static bourse.platform.access.Permission.ACCOUNT_READ;
import static bourse.platform.access.Permission.TRADE;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.BourseHeaders;
import bourse.platform.http.Caller;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.trading.OrderRequests.NewOrderList;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/** The caller's order lists. A list of somebody else looks the same as none. */
final class OrderListRoutes implements Routes {
  private final OrderListDesk desk;
  private final OrderArchive archive;

  OrderListRoutes(OrderListDesk desk, OrderArchive archive) {
    this.desk = desk;
    this.archive = archive;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/order-lists", Access.to(TRADE), this::place),
        new Route("POST", "/v1/order-lists/test", Access.to(TRADE), this::test),
        new Route("GET", "/v1/order-lists", Access.to(ACCOUNT_READ), this::list),
        new Route("GET", "/v1/order-lists/{id}", Access.to(ACCOUNT_READ), this::get),
        new Route("DELETE", "/v1/order-lists/{id}", Access.to(TRADE), this::cancel));
  }

  private void place(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    NewOrderList list = Body.read(request, NewOrderList.class);
    Optional<String> key =
        request
            .headers()
            .first(BourseHeaders.IDEMPOTENCY_KEY)
            .filter(k -> list.clientOrderId() == null);
    NewOrderList named = key.isPresent() ? list.named(OrderRoutes.checkedKey(key.get())) : list;
    OrderListDesk.Done done;
    try {
      done = desk.place(account, named, RequestId.trace(request));
    } catch (Fault fault) {
      if (key.isEmpty() || fault.code() != ErrorCode.DUPLICATE_CLIENT_ORDER_ID) {
        throw fault;
      }
      done = desk.placedBefore(account, named, fault);
      response.header(BourseHeaders.IDEMPOTENCY_REPLAYED, "true");
    }
    response.header(HeaderNames.LOCATION, "/v1/order-lists/" + done.list().id());
    Reply.json(Reply.sequence(response, done.sequence()), Status.CREATED_201, done.list());
  }

  private void test(ServerRequest request, ServerResponse response) throws InterruptedException {
    NewOrderList list = Body.read(request, NewOrderList.class);
    desk.test(Caller.of(request).account(), list, RequestId.trace(request));
    Reply.json(response, new OrderRoutes.Tested(true));
  }

  private void list(ServerRequest request, ServerResponse response) throws InterruptedException {
    Optional<OrderListView.Status> status =
        RequestParameters.choice(request, "status", OrderListView.Status.class);
    Optional<String> symbol = RequestParameters.text(request, "symbol");
    int limit = RequestParameters.limit(request);
    long cursor = OrderRoutes.cursor(request);
    archive.await(RequestParameters.atLeastSequence(request));
    OrderRoutes.sendPage(
        response, archive.lists(Caller.of(request).account(), status, symbol, cursor, limit));
  }

  private void get(ServerRequest request, ServerResponse response) throws InterruptedException {
    long account = Caller.of(request).account();
    long id = listId(request);
    archive.await(RequestParameters.atLeastSequence(request));
    Reply.json(response, archive.orderList(account, id).orElseThrow(OrderListRoutes::noSuchList));
  }

  private void cancel(ServerRequest request, ServerResponse response) throws InterruptedException {
    OrderListDesk.Done done =
        desk.cancel(Caller.of(request).account(), listId(request), RequestId.trace(request));
    Reply.json(Reply.sequence(response, done.sequence()), done.list());
  }

  private static long listId(ServerRequest request) {
    return OrderIds.parse(RequestParameters.path(request, "id"))
        .orElseThrow(OrderListRoutes::noSuchList);
  }

  private static Fault noSuchList() {
    return new Fault(
        ErrorCode.UNKNOWN_ORDER_LIST,
        "There is no such order list of this account. See GET /v1/order-lists.");
  }
}
