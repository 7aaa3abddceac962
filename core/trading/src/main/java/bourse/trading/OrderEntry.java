package bourse.trading;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Problem;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.trading.OrderDesk.Item;
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

  /** A request that has the right fields; of a batch, or of a single operation. */
  public static final class Request {
    private final List<Item> items;
    private final boolean batch;

    private Request(List<Item> items, boolean batch) {
      this.items = items;
      this.batch = batch;
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
      return new Request(List.of(new Item("order.", order.as(op))), false);
    }

    /**
     * A batch.
     *
     * @throws Fault {@link ErrorCode#INVALID_FIELD} when it has too few or too many operations, or
     *     one without its kind
     */
    public static Request batch(List<Operation> operations) {
      return new Request(items(operations), true);
    }

    /** How many operations it has. */
    public int size() {
      return items.size();
    }
  }

  /**
   * The answer to a request.
   *
   * @param sequence the place in the log of what it did; empty when it did nothing
   * @param data an order, the results of a batch, or a problem
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

  OrderEntry(OrderDesk desk) {
    this.desk = desk;
  }

  /** Carries requests of an account out, and answers each. */
  public List<Answer> carryOut(long account, List<Request> requests, TraceContext trace)
      throws InterruptedException {
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
