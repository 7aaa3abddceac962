package bourse.trading;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.OrderType;
import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.Conditions;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.engine.OrderTerms;
import bourse.exchange.Exchange;
import bourse.exchange.Outcome;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import bourse.trading.OrderRequests.AmendOrder;
import bourse.trading.OrderRequests.CancelAllAfter;
import bourse.trading.OrderRequests.NewOrder;
import bourse.trading.OrderRequests.Op;
import bourse.trading.OrderRequests.Operation;
import bourse.trading.OrderRequests.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Submits orders, changes and cancellations for one account at a time, and says what became of
 * them. A new order is told from its own command's facts alone; nothing waits for SQL.
 */
final class OrderDesk {
  /** An order after a command, and the command's place in the log. */
  record Done(long sequence, OrderView order) {}

  /** How many orders were cancelled, and the last command's place in the log. */
  record Cancelled(long sequence, int orders) {}

  /** When all orders will be cancelled, if ever, and the command's place in the log. */
  record Armed(long sequence, Optional<Instant> dueAt) {}

  /** What became of one operation of a batch: an order, or a fault. */
  sealed interface Result {
    Op op();

    record Succeeded(Op op, Done done) implements Result {}

    record Failed(Op op, Fault fault) implements Result {}
  }

  /**
   * One operation of a batch.
   *
   * @param path what stands before the names of its fields in messages: {@code operations[3].}
   */
  record Item(String path, Operation operation) {}

  /** A command of a batch on its way; its frame stands at the same place of another list. */
  private record Pending(
      int index, Op op, SymbolDefinition symbol, long orderId, ClientOrderId name) {}

  /** An order that can be named. */
  private record Target(long orderId, SymbolDefinition symbol) {}

  private final Exchange exchange;
  private final OwnOrders ownOrders;
  private final OrderArchive archive;
  private final OrderRequests requests;
  private final WallClock clock;

  OrderDesk(
      Exchange exchange,
      OwnOrders ownOrders,
      OrderArchive archive,
      OrderRequests requests,
      WallClock clock) {
    this.exchange = exchange;
    this.ownOrders = ownOrders;
    this.archive = archive;
    this.requests = requests;
    this.clock = clock;
  }

  /** Places an order. Throws the checks' and the engine's refusals as faults. */
  Done place(long account, NewOrder order, TraceContext trace) {
    Placement placement = requests.placement("", order);
    Outcome outcome = exchange.submit(frame(account, placement, trace));
    return placed(outcome, placement.symbol());
  }

  /**
   * The order that an earlier request with the same key placed.
   *
   * @param duplicate the refusal, thrown again when that order can't be found
   * @throws Fault {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when that order is another one than this
   */
  Done placedBefore(long account, NewOrder order, Fault duplicate) throws InterruptedException {
    Placement placement = requests.placement("", order);
    archive.await(OptionalLong.of(exchange.sequence()));
    OrderView before =
        archive.byClientOrderId(account, order.clientOrderId()).orElseThrow(() -> duplicate);
    if (!isSame(before, placement)) {
      throw new Fault(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "This key placed order "
              + before.id()
              + ", which is another one than this; nothing was placed now. Use a new key.");
    }
    return new Done(before.version(), before);
  }

  /**
   * The order that an earlier request with the same key put in the place of another.
   *
   * @param refusal thrown again when no order has the key
   * @throws Fault {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when that order is another one than
   *     this, or did not take that one's place
   */
  Done replacedBefore(long account, long orderId, NewOrder order, Fault refusal)
      throws InterruptedException {
    Done placed = placedBefore(account, order, refusal);
    boolean tookItsPlace =
        archive
            .order(account, orderId)
            .filter(gone ->
                gone.doneReason().equals(Optional.of(DoneReason.CANCELLED_BY_REPLACEMENT))
                    && gone.updatedAt().equals(placed.order().createdAt()))
            .isPresent();
    if (!tookItsPlace) {
      throw new Fault(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "This key placed order "
              + placed.order().id()
              + ", which did not take the place of order "
              + orderId
              + "; nothing happened now. Use a new key.");
    }
    return placed;
  }

  /**
   * Says whether an order would be taken now; nothing is logged.
   *
   * @throws Fault with which it would be refused
   */
  void test(long account, NewOrder order, TraceContext trace) throws InterruptedException {
    Placement placement = requests.placement("", order);
    Optional<ErrorCode> refusal = exchange.test(frame(account, placement, trace));
    if (refusal.isPresent()) {
      throw Refusals.fault(new OutcomeReader.Refusal(refusal.get(), 0));
    }
  }

  /**
   * Changes an open order; {@code UNKNOWN_ORDER} when the account has none of this id, {@code
   * STALE_VERSION} when it is not of this version.
   *
   * @param version 0 for any
   */
  Done amend(long account, long orderId, long version, AmendOrder change, TraceContext trace)
      throws InterruptedException {
    Target target = target(account, orderId);
    byte[] frame =
        frame(account, target, version, requests.amendment("", change, target.symbol), trace);
    return changed(account, target, exchange.submit(frame));
  }

  /** Cancels an open order; refused as {@link #amend}. */
  Done cancel(long account, long orderId, long version, TraceContext trace)
      throws InterruptedException {
    Target target = target(account, orderId);
    return changed(
        account,
        target,
        exchange.submit(Commands.cancel(context(trace), account, orderId, version)));
  }

  /** Puts a new order in the place of an open one, or leaves all as it is; refused as both. */
  Done replace(long account, long orderId, long version, NewOrder order, TraceContext trace) {
    Placement placement = requests.placement("", order);
    Outcome outcome =
        exchange.submit(
            Commands.cancelAndPlace(context(trace), account, orderId, version, placement.terms()));
    return placed(outcome, placement.symbol());
  }

  /** Cancels all open orders of an account, or those of one symbol. */
  Cancelled cancelAll(long account, Optional<String> symbol, TraceContext trace) {
    int symbolId = symbol.map(name -> requests.symbol("symbol", name).id()).orElse(0);
    int all = 0;
    while (true) {
      Outcome outcome = exchange.submit(Commands.cancelAll(context(trace), account, symbolId));
      int cancelled = CancelledOrders.count(outcome, account);
      all += cancelled;
      if (cancelled < ExchangeEngine.CANCEL_LIMIT) {
        return new Cancelled(outcome.sequence(), all);
      }
    }
  }

  /** Cancels all open orders of an account after so long, unless it is asked again before. */
  Armed cancelAllAfter(long account, CancelAllAfter wanted, TraceContext trace) {
    Outcome outcome =
        exchange.submit(
            Commands.cancelAllAfter(context(trace), account, requests.timeoutMicros(wanted)));
    List<Long> due = new ArrayList<>();
    outcome.read(
        new FactSink() {
          @Override
          public void cancelAllAfterSet(long ofAccount, long dueAtMicros) {
            if (ofAccount == account) {
              due.add(dueAtMicros);
            }
          }

          @Override
          public void refused(int code, long ofAccount, long orderId) {
            throw Refusals.fault(new OutcomeReader.Refusal(ErrorCode.of(code), orderId));
          }
        });
    return new Armed(
        outcome.sequence(),
        Optional.of(due.getLast()).filter(micros -> micros != 0).map(Times::instant));
  }

  /**
   * Submits the operations in order. They are independent: each has its own result.
   *
   * @throws Fault when nothing at all was submitted because the exchange takes nothing
   */
  List<Result> batch(long account, List<Item> items, TraceContext trace)
      throws InterruptedException {
    return new BatchRun(account, items, trace).run();
  }

  private Done placed(Outcome outcome, SymbolDefinition symbol) {
    OutcomeReader facts = OutcomeReader.of(outcome, symbol, 0);
    refuse(facts);
    return new Done(outcome.sequence(), facts.placed());
  }

  /** The order after a change: waits for the view in memory, which is a moment behind. */
  private Done changed(long account, Target target, Outcome outcome) throws InterruptedException {
    OutcomeReader facts = OutcomeReader.of(outcome, target.symbol, target.orderId);
    refuse(facts);
    Optional<List<OrderView.Fill>> fills = Optional.of(List.copyOf(facts.fills()));
    if (!ownOrders.await(outcome.sequence())) {
      throw new Fault(
          ErrorCode.OUTCOME_UNKNOWN,
          "Order "
              + target.orderId
              + " was changed by command "
              + outcome.sequence()
              + ", but how it stands now is not known yet; ask for the order.");
    }
    Optional<OrderView> now =
        ownOrders
            .find(
                account,
                target.orderId,
                order ->
                    Optional.of(order).filter(OrderState::isValueKnown).map(o -> o.view(fills)))
            .flatMap(view -> view);
    return new Done(
        outcome.sequence(),
        now.isPresent()
            ? now.get()
            : archive.order(account, target.orderId, outcome.sequence(), fills));
  }

  static boolean isSame(OrderView before, Placement placement) {
    SymbolDefinition symbol = placement.symbol();
    OrderTerms terms = placement.terms();
    return before.symbol().equals(symbol.symbol())
        && before.side() == terms.side()
        && before.type() == terms.type()
        && before.timeInForce() == terms.timeInForce()
        && before.selfTradePrevention() == terms.selfTradePrevention()
        && before.postOnly() == terms.isPostOnly()
        && before.expiresAt().map(Times::micros).orElse(0L) == terms.expiresAtMicros()
        && isSame(before, symbol, terms)
        && isSamePrice(before.price(), symbol, terms.priceTicks());
  }

  private static boolean isSame(OrderView before, SymbolDefinition symbol, OrderTerms terms) {
    Conditions conditions = terms.conditions();
    boolean isSameStop =
        terms.type() == OrderType.TRAILING_STOP
            || isSamePrice(before.stopPrice(), symbol, conditions.triggerTicks());
    boolean isSameSize =
        before
            .quoteAmount()
            .map(amount -> amount.equals(symbol.quote().amountText(conditions.quoteAmount())))
            .orElse(before.quantity().equals(symbol.quantityText(terms.quantityLots())));
    return isSameStop
        && isSameSize
        && isSamePrice(before.trailingOffset(), symbol, conditions.trailTicks())
        && before.trailingBasisPoints().orElse(0) == conditions.trailBasisPoints()
        && before
            .displayQuantity()
            .map(shown -> shown.equals(symbol.quantityText(conditions.displayLots())))
            .orElse(conditions.displayLots() == 0);
  }

  private static boolean isSamePrice(Optional<String> before, SymbolDefinition symbol, long ticks) {
    return before.map(price -> price.equals(symbol.priceText(ticks))).orElse(ticks == 0);
  }

  private static void refuse(OutcomeReader facts) {
    if (facts.refusal().isPresent()) {
      throw Refusals.fault(facts.refusal().get());
    }
  }

  /** The account's order; sees everything that was executed before this call. */
  private Target target(long account, long orderId) throws InterruptedException {
    Optional<Target> seen = known(account, orderId);
    if (seen.isPresent()) { // its symbol stays, and the engine knows the rest
      return seen.get();
    }
    ownOrders.await(exchange.sequence());
    return known(account, orderId)
        .orElseThrow(() -> Refusals.unknownOrder("There is no open order " + orderId));
  }

  private Optional<Target> known(long account, long orderId) {
    return ownOrders.find(account, orderId, order -> new Target(orderId, order.symbol()));
  }

  private byte[] frame(long account, Placement placement, TraceContext trace) {
    return Commands.place(context(trace), account, placement.terms());
  }

  private byte[] frame(
      long account,
      Target target,
      long version,
      OrderRequests.Amendment amendment,
      TraceContext trace) {
    return Commands.replace(
        context(trace),
        account,
        target.orderId,
        version,
        amendment.priceTicks(),
        amendment.openLots(),
        amendment.triggerTicks());
  }

  CommandContext context(TraceContext trace) {
    UUID id = Ids.uuid7();
    return new CommandContext(
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        clock.micros(),
        trace.traceHigh(),
        trace.traceLow(),
        trace.span());
  }

  /**
   * One batch. Commands are collected and submitted together; only an operation that names an order
   * placed earlier in the same batch has to wait for its id.
   */
  private final class BatchRun {
    private final long account;
    private final List<Item> items;
    private final TraceContext trace;
    private final Result[] results;
    private final List<Pending> pending = new ArrayList<>();
    private final List<byte[]> pendingFrames = new ArrayList<>();
    private final Set<ClientOrderId> pendingNames = new HashSet<>();
    private final Map<ClientOrderId, Target> placedHere = new HashMap<>();
    private final List<Pending> changes = new ArrayList<>();
    private final Map<Integer, Outcome> outcomes = new HashMap<>();

    BatchRun(long account, List<Item> items, TraceContext trace) {
      this.account = account;
      this.items = items;
      this.trace = trace;
      this.results = new Result[items.size()];
    }

    List<Result> run() throws InterruptedException {
      ownOrders.await(exchange.sequence());
      for (int i = 0; i < results.length; i++) {
        String path = items.get(i).path();
        Operation operation = items.get(i).operation();
        try {
          requests.shape(path, operation);
          Pending command = command(i, path, operation);
          pending.add(command);
          pendingNames.add(command.name);
        } catch (Fault fault) {
          results[i] = new Result.Failed(operation.op(), fault);
        }
      }
      submitPending();
      for (Pending change : changes) {
        results[change.index] = changeResult(change);
      }
      return List.of(results);
    }

    private Pending command(int index, String path, Operation operation) {
      return switch (operation.op()) {
        case PLACE -> {
          Placement placement = requests.placement(path, operation.order());
          pendingFrames.add(frame(account, placement, trace));
          yield new Pending(
              index, Op.PLACE, placement.symbol(), 0, placement.terms().clientOrderId());
        }
        case AMEND -> {
          Target target = target(operation);
          pendingFrames.add(
              frame(
                  account,
                  target,
                  operation.anyVersion(),
                  requests.amendment(path, operation.amendment(), target.symbol),
                  trace));
          yield new Pending(index, Op.AMEND, target.symbol, target.orderId, ClientOrderId.NONE);
        }
        case CANCEL -> {
          Target target = target(operation);
          pendingFrames.add(
              Commands.cancel(context(trace), account, target.orderId, operation.anyVersion()));
          yield new Pending(index, Op.CANCEL, target.symbol, target.orderId, ClientOrderId.NONE);
        }
      };
    }

    private Target target(Operation operation) {
      return operation.id() != null
          ? byId(operation.id())
          : byName(ClientOrderId.of(operation.clientOrderId()));
    }

    private Target byId(String text) {
      return OrderIds.parse(text)
          .flatMap(id -> known(account, id))
          .orElseThrow(() -> Refusals.unknownOrder("There is no open order of this id"));
    }

    private Target byName(ClientOrderId name) {
      if (pendingNames.contains(name)) {
        submitPending();
      }
      Target here = placedHere.get(name);
      if (here != null) {
        return here;
      }
      return ownOrders
          .openOrder(account, name)
          .flatMap(id -> known(account, id))
          .orElseThrow(
              () -> Refusals.unknownOrder("There is no open order with client order id " + name));
    }

    private void submitPending() {
      if (pending.isEmpty()) {
        return;
      }
      List<Pending> now = List.copyOf(pending);
      byte[][] frames = pendingFrames.toArray(byte[][]::new);
      pending.clear();
      pendingFrames.clear();
      pendingNames.clear();
      try {
        Outcome[] done = exchange.submitAll(frames);
        for (int i = 0; i < done.length; i++) {
          take(now.get(i), done[i]);
        }
      } catch (Fault fault) {
        if (outcomes.isEmpty()) {
          throw fault;
        }
        now.forEach(command -> results[command.index] = new Result.Failed(command.op, fault));
      }
    }

    private void take(Pending command, Outcome outcome) {
      outcomes.put(command.index, outcome);
      if (command.op != Op.PLACE) {
        changes.add(command);
        return;
      }
      try {
        Done done = placed(outcome, command.symbol);
        results[command.index] = new Result.Succeeded(Op.PLACE, done);
        if (!command.name.isNone()) {
          placedHere.put(
              command.name, new Target(Long.parseLong(done.order().id()), command.symbol));
        }
      } catch (Fault fault) {
        results[command.index] = new Result.Failed(Op.PLACE, fault);
      }
    }

    private Result changeResult(Pending change) throws InterruptedException {
      try {
        return new Result.Succeeded(
            change.op,
            changed(
                account, new Target(change.orderId, change.symbol), outcomes.get(change.index)));
      } catch (Fault fault) {
        return new Result.Failed(change.op, fault);
      }
    }
  }
}
