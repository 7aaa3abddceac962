package bourse.trading;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.OrderStatus;
import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.engine.AcceptedOrder;
import bourse.engine.Conditions;
import bourse.engine.OrderTerms;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One order as the facts tell it, step by step. Belongs to one thread, or to a lock. */
final class OrderState {
  /** A fill as it was told; written as text for those who look at it. */
  private record NewFill(long tradeId, long priceTicks, long lots, long fee, OrderView.Role role) {}

  private final long id;
  private final long account;
  private final SymbolDefinition symbol;
  private final OrderTerms terms;
  private final long createdAtMicros;
  private final List<NewFill> newFills = new ArrayList<>();
  private long priceTicks;
  private long triggerTicks;
  private final long listId;
  private boolean isWaiting;
  private boolean isPending;
  private long quantityLots;
  private long filledLots;
  private long openLots;

  /** Price times quantity of the fills, in ticks times lots. */
  private BigInteger filledValue = BigInteger.ZERO;

  /** False when some fills were before the state was told, so that their prices are not known. */
  private boolean valueKnown = true;

  private Optional<DoneReason> doneReason = Optional.empty();
  private long version;
  private long updatedAtMicros;

  OrderState(AcceptedOrder accepted, SymbolDefinition symbol) {
    this.id = accepted.id();
    this.account = accepted.account();
    this.symbol = symbol;
    this.terms = accepted.terms();
    this.createdAtMicros = accepted.createdAtMicros();
    this.priceTicks = terms.priceTicks();
    this.quantityLots = terms.quantityLots();
    this.openLots = quantityLots;
    this.triggerTicks = terms.conditions().triggerTicks();
    this.isWaiting = terms.type().waits();
    this.listId = accepted.listId();
    this.isPending = accepted.isPending();
    this.version = accepted.version();
    this.updatedAtMicros = accepted.changedAtMicros();
  }

  long id() {
    return id;
  }

  long account() {
    return account;
  }

  SymbolDefinition symbol() {
    return symbol;
  }

  ClientOrderId clientOrderId() {
    return terms.clientOrderId();
  }

  boolean isDone() {
    return doneReason.isPresent();
  }

  /** Whether the average price of the fills can be told. */
  boolean isValueKnown() {
    return valueKnown;
  }

  /** The command that the next changes belong to. */
  void touch(long sequence, long timeMicros) {
    version = sequence;
    updatedAtMicros = timeMicros;
  }

  void filled(
      long tradeId,
      long tradePriceTicks,
      long lots,
      long fee,
      OrderView.Role role,
      long openLotsAfter) {
    filledLots += lots;
    openLots = openLotsAfter;
    filledValue =
        filledValue.add(BigInteger.valueOf(tradePriceTicks).multiply(BigInteger.valueOf(lots)));
    newFills.add(new NewFill(tradeId, tradePriceTicks, lots, fee, role));
  }

  /** The quantity shrank instead of trading with an order of the same account. */
  void shrunk(long lots, long openLotsAfter) {
    quantityLots -= lots;
    openLots = openLotsAfter;
  }

  /** Its turn in its list has come: it waits for a price, or enters the book. */
  void activated(boolean waits, long lots) {
    isPending = false;
    isWaiting = waits;
    quantityLots = lots;
    openLots = lots;
  }

  /** The market reached its stop price: it enters the book. */
  void triggered(long reachedTicks, long lots) {
    isWaiting = false;
    triggerTicks = reachedTicks;
    quantityLots = lots;
    openLots = lots;
  }

  void replacedWaiting(long newPriceTicks, long newTriggerTicks, long newOpenLots) {
    priceTicks = newPriceTicks;
    triggerTicks = newTriggerTicks;
    quantityLots = newOpenLots;
    openLots = newOpenLots;
  }

  void rested(long restingLots) {
    isWaiting = false;
    openLots = restingLots;
    long filledBefore = quantityLots - restingLots;
    if (filledLots != filledBefore) {
      filledLots = filledBefore;
      valueKnown = false;
    }
  }

  void replaced(long newPriceTicks, long newOpenLots, long newQuantityLots) {
    priceTicks = newPriceTicks;
    openLots = newOpenLots;
    quantityLots = newQuantityLots;
  }

  void done(DoneReason reason) {
    openLots = 0;
    doneReason = Optional.of(reason);
  }

  /** The fills since they were last forgotten. */
  List<OrderView.Fill> newFills() {
    return newFills.stream()
        .map(fill -> fill(symbol, fill.tradeId, fill.priceTicks, fill.lots, fill.fee, fill.role))
        .toList();
  }

  void forgetNewFills() {
    newFills.clear();
  }

  static OrderView.Fill fill(
      SymbolDefinition symbol,
      long tradeId,
      long priceTicks,
      long lots,
      long fee,
      OrderView.Role role) {
    return new OrderView.Fill(
        Long.toString(tradeId),
        symbol.priceText(priceTicks),
        symbol.quantityText(lots),
        symbol.quote().amountText(fee),
        symbol.quote().symbol(),
        role);
  }

  OrderView view(Optional<List<OrderView.Fill>> fills) {
    Conditions conditions = terms.conditions();
    return new OrderView(
        Long.toString(id),
        Optional.of(terms.clientOrderId()).filter(name -> !name.isNone()).map(ClientOrderId::text),
        listId == 0 ? Optional.empty() : Optional.of(Long.toString(listId)),
        symbol.symbol(),
        terms.side(),
        terms.type(),
        terms.timeInForce(),
        terms.selfTradePrevention(),
        terms.isPostOnly(),
        terms.expiresAtMicros() == 0
            ? Optional.empty()
            : Optional.of(Times.instant(terms.expiresAtMicros())),
        price(priceTicks),
        Optional.of(conditions.quoteAmount())
            .filter(amount -> amount != 0)
            .map(symbol.quote()::amountText),
        price(triggerTicks),
        price(conditions.trailTicks()),
        Optional.of((int) conditions.trailBasisPoints()).filter(parts -> parts != 0),
        Optional.of(conditions.displayLots()).filter(lots -> lots != 0).map(symbol::quantityText),
        symbol.quantityText(quantityLots),
        symbol.quantityText(filledLots),
        symbol.quantityText(openLots),
        averagePrice(),
        status(),
        doneReason,
        version,
        Times.instant(createdAtMicros),
        Times.instant(updatedAtMicros),
        fills);
  }

  private Optional<String> price(long ticks) {
    return ticks == 0 ? Optional.empty() : Optional.of(symbol.priceText(ticks));
  }

  private OrderStatus status() {
    if (doneReason.isPresent()) {
      return doneReason.get().status();
    }
    if (isPending) {
      return OrderStatus.PENDING;
    }
    if (isWaiting) {
      return OrderStatus.WAITING;
    }
    return filledLots > 0 ? OrderStatus.PARTIALLY_FILLED : OrderStatus.OPEN;
  }

  private Optional<String> averagePrice() {
    if (filledLots == 0 || !valueKnown) {
      return Optional.empty();
    }
    BigDecimal value =
        new BigDecimal(
            filledValue.multiply(BigInteger.valueOf(symbol.tickSize())), symbol.priceScale());
    return Optional.of(
        value
            .divide(BigDecimal.valueOf(filledLots), symbol.quote().scale(), RoundingMode.HALF_UP)
            .toPlainString());
  }
}
