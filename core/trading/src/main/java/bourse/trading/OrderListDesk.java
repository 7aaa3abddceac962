package bourse.trading;

import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.OrderListType;
import bourse.engine.Commands;
import bourse.engine.FactSink;
import bourse.engine.OrderTerms;
import bourse.exchange.Exchange;
import bourse.exchange.Outcome;
import bourse.platform.telemetry.TraceContext;
import bourse.trading.OrderRequests.ListPlacement;
import bourse.trading.OrderRequests.NewOrderList;
import bourse.trading.OrderRequests.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Submits order lists for one account at a time, and says what became of them. */
final class OrderListDesk {
  /** A list after a command, and the command's place in the log. */
  record Done(long sequence, OrderListView list) {}

  private final Exchange exchange;
  private final OwnOrders ownOrders;
  private final OrderArchive archive;
  private final OrderRequests requests;
  private final OrderDesk desk;

  OrderListDesk(
      Exchange exchange,
      OwnOrders ownOrders,
      OrderArchive archive,
      OrderRequests requests,
      OrderDesk desk) {
    this.exchange = exchange;
    this.ownOrders = ownOrders;
    this.archive = archive;
    this.requests = requests;
    this.desk = desk;
  }

  /** Places all orders of a list, or throws the checks' or the engine's refusal as a fault. */
  Done place(long account, NewOrderList list, TraceContext trace) throws InterruptedException {
    ListPlacement placement = requests.list(list);
    Outcome outcome = exchange.submit(frame(account, list, placement, trace));
    long id = placedId(outcome);
    if (!ownOrders.await(outcome.sequence())) {
      throw new Fault(
          ErrorCode.OUTCOME_UNKNOWN,
          "Order list "
              + id
              + " was placed by command "
              + outcome.sequence()
              + ", but how it stands now is not known yet; ask for the list.");
    }
    List<OrderView> views = new ArrayList<>();
    for (int i = 0; i < placement.orders().size(); i++) {
      ownOrders.find(account, id + i, order -> order.view(Optional.empty())).ifPresent(views::add);
    }
    return new Done(
        outcome.sequence(),
        new OrderListView(
            Long.toString(id),
            Optional.of(placement.clientOrderId())
                .filter(name -> !name.isNone())
                .map(ClientOrderId::text),
            list.type(),
            list.symbol(),
            OrderListView.Status.of(views),
            views.getFirst().createdAt(),
            views));
  }

  private byte[] frame(
      long account, NewOrderList list, ListPlacement placement, TraceContext trace) {
    List<OrderTerms> orders = placement.orders().stream().map(Placement::terms).toList();
    return Commands.placeList(
        desk.context(trace), account, list.type(), placement.clientOrderId(), orders);
  }

  /**
   * Says whether a list would be taken now; nothing is logged.
   *
   * @throws Fault with which it would be refused
   */
  void test(long account, NewOrderList list, TraceContext trace) throws InterruptedException {
    Optional<ErrorCode> refusal = exchange.test(frame(account, list, requests.list(list), trace));
    if (refusal.isPresent()) {
      throw Refusals.fault(new OutcomeReader.Refusal(refusal.get(), 0));
    }
  }

  /**
   * The list that an earlier request with the same key placed.
   *
   * @param duplicate the refusal, thrown again when that list can't be found
   * @throws Fault {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when that list is another one than this
   */
  Done placedBefore(long account, NewOrderList list, Fault duplicate) throws InterruptedException {
    ListPlacement placement = requests.list(list);
    long sequence = exchange.sequence();
    archive.await(OptionalLong.of(sequence));
    OrderListView before =
        archive.listByClientOrderId(account, list.clientOrderId()).orElseThrow(() -> duplicate);
    boolean isSame = before.type() == list.type();
    for (int i = 0; isSame && i < before.orders().size(); i++) {
      isSame = OrderDesk.isSame(before.orders().get(i), placement.orders().get(i));
    }
    if (!isSame) {
      throw new Fault(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "This key placed order list "
              + before.id()
              + ", which is another one than this; nothing was placed now. Use a new key.");
    }
    return new Done(sequence, before);
  }

  /** Cancels what is open of a list. */
  Done cancel(long account, long listId, TraceContext trace) throws InterruptedException {
    Outcome outcome = exchange.submit(Commands.cancelList(desk.context(trace), account, listId));
    outcome.read(new Refused());
    archive.await(OptionalLong.of(outcome.sequence()));
    return new Done(
        outcome.sequence(),
        archive
            .orderList(account, listId)
            .orElseThrow(
                () -> new Fault(ErrorCode.INTERNAL, "Order list " + listId + " is not in SQL")));
  }

  private static long placedId(Outcome outcome) {
    Placed placed = new Placed();
    outcome.read(placed);
    return placed.id;
  }

  /** Throws the engine's refusal. */
  private static class Refused implements FactSink {
    @Override
    public void refused(int code, long account, long orderId) {
      throw Refusals.fault(new OutcomeReader.Refusal(ErrorCode.of(code), orderId));
    }
  }

  /** Finds the list's id. */
  private static final class Placed extends Refused {
    private long id;

    @Override
    public void orderListPlaced(
        long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {
      id = listId;
    }
  }
}
