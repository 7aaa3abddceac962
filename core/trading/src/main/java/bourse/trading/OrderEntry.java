package bourse.trading;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Problem;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.trading.OrderDesk.Item;
import bourse.trading.OrderRequests.NewOrderList;
import bourse.trading.OrderRequests.Op;
import bourse.trading.OrderRequests.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Orders that come over a stream. The requests of one account that wait together are submitted
 * together, in the order in which they came, and each has its own answer.
 */
public final class OrderEntry {
  /** The most operations of one batch. */
  public static final int MAXIMUM_BATCH = 1_000;

  /** A request that has the right fields; of a batch, of a single operation, or of a list. */
  public static final class Request {
    private final List<Item> items;
    private final boolean batch;
    private final Optional<NewOrderList> list;

    private Request(List<Item> items, boolean batch, Optional<NewOrderList> list) {
      this.items = items;
      this.batch = batch;
      this.list = list;
    }

    /**
     * A single operation.
     *
     * @throws Fault {@link ErrorCode#INVALID_FIELD} when there is none, or it says its own kind
     */
    public static Request one(Op op, Operation order) {
      FieldChecks checks = new FieldChecks();
      if (checks.required("order", order)) {
        checks.check(
            order.op() == null, "order.op", "unsupported", "The request's op says it already.");
      }
      checks.verify();
      return new Request(List.of(new Item("order.", order.as(op))), false, Optional.empty());
    }

    /**
     * A batch.
     *
     * @throws Fault {@link ErrorCode#INVALID_FIELD} when it has too few or too many operations, or
     *     one without its kind
     */
    public static Request batch(List<Operation> operations) {
      return new Request(items(operations), true, Optional.empty());
    }

    /**
     * An order list.
     *
     * @throws Fault {@link ErrorCode#INVALID_FIELD} when there is none
     */
    public static Request list(NewOrderList list) {
      FieldChecks checks = new FieldChecks();
      checks.required("list", list);
      checks.verify();
      return new Request(List.of(), false, Optional.of(list));
    }

    /** How many operations it has. A list counts as one. */
    public int size() {
      return list.isPresent() ? 1 : items.size();
    }
  }

  /**
   * The answer to a request.
   *
   * @param sequence the place in the log of what it did; empty when it did nothing
   * @param data an order, an order list, the results of a batch, or a problem
   */
  public record Answer(OptionalLong sequence, Object data) {
    /** Whether nothing happened, and the data says why. */
    public boolean isProblem() {
      return data instanceof Problem;
    }
  }

  /** One result of a batch: an order, or a problem. */
  record OperationResult(
      Op op,
      int status,
      OptionalLong sequence,
      Optional<OrderView> order,
      Optional<Problem> problem) {}

  /** All results of a batch. */
  record BatchResults(List<OperationResult> results) {
    OptionalLong sequence() {
      return results.stream().flatMapToLong(result -> result.sequence().stream()).max();
    }
  }

  private final OrderDesk desk;
  private final OrderListDesk lists;

  OrderEntry(OrderDesk desk, OrderListDesk lists) {
    this.desk = desk;
    this.lists = lists;
  }

  /** Carries requests of an account out in their order, and answers each. */
  public List<Answer> carryOut(long account, List<Request> requests, TraceContext trace)
      throws InterruptedException {
    List<Answer> answers = new ArrayList<>(requests.size());
    List<Request> together = new ArrayList<>();
    for (Request request : requests) {
      if (request.list.isPresent()) {
        answers.addAll(carryOutTogether(account, together, trace));
        together.clear();
        answers.add(place(account, request.list.get(), trace));
      } else {
        together.add(request);
      }
    }
    answers.addAll(carryOutTogether(account, together, trace));
    return answers;
  }

  private Answer place(long account, NewOrderList list, TraceContext trace)
      throws InterruptedException {
    try {
      OrderListDesk.Done done = lists.place(account, list, trace);
      return new Answer(OptionalLong.of(done.sequence()), done.list());
    } catch (Fault fault) {
      return problem(fault);
    }
  }

  private List<Answer> carryOutTogether(long account, List<Request> requests, TraceContext trace)
      throws InterruptedException {
    if (requests.isEmpty()) {
      return List.of();
    }
    List<Item> items = new ArrayList<>();
    requests.forEach(request -> items.addAll(request.items));
    List<OrderDesk.Result> results;
    try {
      results = desk.batch(account, items, trace);
    } catch (Fault nothingHappened) {
      return requests.stream().map(request -> problem(nothingHappened)).toList();
    }
    List<Answer> answers = new ArrayList<>(requests.size());
    int at = 0;
    for (Request request : requests) {
      answers.add(answer(request, results.subList(at, at + request.size())));
      at += request.size();
    }
    return answers;
  }

  private static Answer answer(Request request, List<OrderDesk.Result> results) {
    if (request.batch) {
      BatchResults all = results(results, Ids.uuid7().toString());
      return new Answer(all.sequence(), all);
    }
    return switch (results.getFirst()) {
      case OrderDesk.Result.Succeeded(Op _, OrderDesk.Done done) ->
          new Answer(OptionalLong.of(done.sequence()), done.order());
      case OrderDesk.Result.Failed(Op _, Fault fault) -> problem(fault);
    };
  }

  private static Answer problem(Fault fault) {
    return new Answer(OptionalLong.empty(), Problem.of(fault, Ids.uuid7().toString()));
  }

  /** The operations of a batch, when they are as many as may be and each says its kind. */
  static List<Item> items(List<Operation> operations) {
    FieldChecks checks = new FieldChecks();
    if (checks.required("operations", operations)) {
      checks.check(
          !operations.isEmpty() && operations.size() <= MAXIMUM_BATCH,
          "operations",
          "size",
          "A batch has 1 to " + MAXIMUM_BATCH + " operations.");
      checks.check(
          operations.stream().noneMatch(Objects::isNull),
          "operations",
          "required",
          "No operation may be null.");
    }
    checks.verify();
    List<Item> items =
        IntStream.range(0, operations.size())
            .mapToObj(i -> new Item("operations[" + i + "].", operations.get(i)))
            .toList();
    for (Item item : items) {
      checks.required(item.path() + "op", item.operation().op());
    }
    checks.verify();
    return items;
  }

  /** What clients see of the results of a batch. */
  static BatchResults results(List<OrderDesk.Result> results, String requestId) {
    return new BatchResults(results.stream().map(result -> view(result, requestId)).toList());
  }

  private static OperationResult view(OrderDesk.Result result, String requestId) {
    return switch (result) {
      case OrderDesk.Result.Succeeded done ->
          new OperationResult(
              done.op(),
              done.op() == Op.PLACE ? 201 : 200,
              OptionalLong.of(done.done().sequence()),
              Optional.of(done.done().order()),
              Optional.empty());
      case OrderDesk.Result.Failed failed ->
          new OperationResult(
              failed.op(),
              Problem.status(failed.fault().code()),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.of(Problem.of(failed.fault(), requestId)));
    };
  }
}
