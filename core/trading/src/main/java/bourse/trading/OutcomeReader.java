package bourse.trading;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.engine.AcceptedOrder;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.exchange.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what became of one order's command out of its facts. For one outcome. */
final class OutcomeReader implements FactSink {
  /** The engine's refusal: nothing changed. */
  record Refusal(ErrorCode code, long orderId) {}

  private final SymbolDefinition symbol;
  private final List<OrderView.Fill> fills = new ArrayList<>();
  private long orderId;
  private long sequence;
  private Optional<Refusal> refusal = Optional.empty();
  private Optional<OrderState> placed = Optional.empty();

  private OutcomeReader(SymbolDefinition symbol, long orderId) {
    this.symbol = symbol;
    this.orderId = orderId;
  }

  /**
   * @param orderId the order that the command was about; 0 for a new one
   */
  static OutcomeReader of(Outcome outcome, SymbolDefinition symbol, long orderId) {
    OutcomeReader reader = new OutcomeReader(symbol, orderId);
    outcome.read(reader);
    return reader;
  }

  Optional<Refusal> refusal() {
    return refusal;
  }

  /** The order's trades in this command, oldest first. */
  List<OrderView.Fill> fills() {
    return fills;
  }

  /** The new order as it is now. */
  OrderView placed() {
    return placed
        .map(order -> order.view(Optional.of(List.copyOf(fills))))
        .orElseThrow(() ->
            new Fault(
                ErrorCode.INTERNAL,
                "Command " + sequence + " was executed but its facts hold no order."));
  }

  long orderId() {
    return orderId;
  }

  @Override
  public void begin(
      long sequence,
      long logTimeMicros,
      int ruleVersion,
      long commandIdHigh,
      long commandIdLow,
      long traceIdHigh,
      long traceIdLow,
      long spanId) {
    this.sequence = sequence;
  }

  @Override
  public void refused(int code, long account, long orderId) {
    refusal = Optional.of(new Refusal(ErrorCode.of(code), orderId));
  }

  @Override
  public void orderAccepted(AcceptedOrder order) {
    this.orderId = order.id();
    placed = Optional.of(new OrderState(order, symbol));
  }

  @Override
  public void traded(ExecutedTrade trade) {
    if (trade.takerOrderId() == orderId) {
      filled(trade, trade.takerFee(), OrderView.Role.TAKER, trade.takerOpenLots());
    }
    // Orders that wait may be reached by this one's trades, and then meet its rest.
    if (trade.makerOrderId() == orderId) {
      filled(trade, trade.makerFee(), OrderView.Role.MAKER, trade.makerOpenLots());
    }
  }

  private void filled(ExecutedTrade trade, long fee, OrderView.Role role, long openLots) {
    fills.add(
        OrderState.fill(symbol, trade.id(), trade.priceTicks(), trade.quantityLots(), fee, role));
    placed.ifPresent(order ->
        order.filled(trade.id(), trade.priceTicks(), trade.quantityLots(), fee, role, openLots));
  }

  @Override
  public void selfTradePrevented(
      long account,
      int symbol,
      Side takerSide,
      SelfTradePrevention prevention,
      long priceTicks,
      long preventedLots,
      long makerOrderId,
      long makerOpenLots,
      long takerOrderId,
      long takerOpenLots) {
    if (prevention == SelfTradePrevention.DECREMENT_AND_CANCEL) {
      placed
          .filter(order -> order.id() == takerOrderId)
          .ifPresent(order -> order.shrunk(preventedLots, takerOpenLots));
      placed
          .filter(order -> order.id() == makerOrderId)
          .ifPresent(order -> order.shrunk(preventedLots, makerOpenLots));
    }
  }

  @Override
  public void orderDone(
      long orderId,
      long account,
      int symbol,
      Side side,
      DoneReason reason,
      long priceTicks,
      long openLots,
      boolean wasResting) {
    placed.filter(order -> order.id() == orderId).ifPresent(order -> order.done(reason));
  }
}
