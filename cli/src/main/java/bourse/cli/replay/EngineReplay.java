package bourse.cli.replay;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactRecords;
import bourse.engine.FactSink;

/**
 * Recorded flow into an engine of its own: no log, no network, nothing else in it. One account with
 * more than enough of both assets gives all orders and so trades with itself; fees are zero. What
 * is measured is the engine with its holds, postings and encoded facts.
 */
final class EngineReplay implements ReplayTarget {
  private static final long ACCOUNT = 1000;
  private static final long FUNDS = Long.MAX_VALUE / 2;

  private final SymbolDefinition symbol;
  private final ExchangeEngine engine = new ExchangeEngine();
  private final FactBuffer facts = new FactBuffer(1 << 16);
  private final OrderNames names = new OrderNames();
  private final RowFacts rowFacts = new RowFacts();

  EngineReplay(SymbolDefinition symbol) {
    this.symbol = symbol;
    setUp(Commands.addAsset(CommandContext.NONE, symbol.base()));
    setUp(Commands.addAsset(CommandContext.NONE, symbol.quote()));
    setUp(Commands.listSymbol(CommandContext.NONE, symbol));
    setUp(Commands.deposit(CommandContext.NONE, ACCOUNT, symbol.base().id(), FUNDS, 0, 1));
    setUp(Commands.deposit(CommandContext.NONE, ACCOUNT, symbol.quote().id(), FUNDS, 0, 2));
  }

  @Override
  public void apply(ReplayRow row, Results results) {
    byte[] frame = frame(row);
    Commands.stamp(frame, 0, engine.sequence() + 1, row.timeMicros());
    facts.reset();
    long start = System.nanoTime();
    engine.execute(frame, 0, facts);
    long nanos = System.nanoTime() - start;
    results.executed(row.number(), nanos);
    rowFacts.row = row;
    rowFacts.results = results;
    FactRecords.read(facts.array(), 0, rowFacts);
  }

  @Override
  public void finish(Results results) {
    // Each row told its results at once.
  }

  @Override
  public void book(Book book) {
    engine.describe(
        new FactSink() {
          @Override
          public void orderRested(
              long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
            book.resting(side, priceTicks, names.fileId(orderId), openLots);
          }
        });
  }

  @Override
  public void close() {
    // Nothing outside this object was opened.
  }

  private byte[] frame(ReplayRow row) {
    return switch (row.action()) {
      case NEW -> place(row, TimeInForce.GTC);
      case IOC -> place(row, TimeInForce.IOC);
      case CANCEL -> Commands.cancel(CommandContext.NONE, ACCOUNT, names.exchangeId(row.orderId()));
      case REPLACE ->
          Commands.replace(
              CommandContext.NONE,
              ACCOUNT,
              names.exchangeId(row.orderId()),
              row.priceTicks(),
              row.lots());
    };
  }

  private byte[] place(ReplayRow row, TimeInForce timeInForce) {
    if (names.isLive(row.orderId())) {
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          "Line "
              + (row.number() + 1)
              + ", order_id: "
              + row.orderId()
              + " is the id of an order that is still open");
    }
    return Commands.place(
        CommandContext.NONE,
        ACCOUNT,
        symbol.id(),
        row.side(),
        OrderType.LIMIT,
        timeInForce,
        row.priceTicks(),
        row.lots(),
        ClientOrderId.NONE);
  }

  private void setUp(byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, 0);
    facts.reset();
    engine.execute(frame, 0, facts);
    int refusal = FactRecords.refusal(facts.array(), 0);
    if (refusal != 0) {
      throw new IllegalStateException("The engine refused the set-up: " + ErrorCode.of(refusal));
    }
  }

  /** Reads the facts of the row at hand. */
  private final class RowFacts implements FactSink {
    private ReplayRow row;
    private Results results;

    @Override
    public void refused(int code, long account, long orderId) {
      results.refused(row.number());
    }

    @Override
    public void orderAccepted(
        long orderId,
        long account,
        int symbol,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        long priceTicks,
        long quantityLots,
        ClientOrderId clientOrderId,
        long createdAtMicros) {
      names.name(row.orderId(), orderId);
    }

    @Override
    public void traded(
        long tradeId,
        int symbol,
        Side takerSide,
        long priceTicks,
        long quantityLots,
        long makerOrderId,
        long makerAccount,
        long makerFee,
        long makerOpenLots,
        long takerOrderId,
        long takerAccount,
        long takerFee,
        long takerOpenLots) {
      results.fill(
          row.number(),
          names.fileId(takerOrderId),
          names.fileId(makerOrderId),
          priceTicks,
          quantityLots);
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
      names.ended(orderId);
    }
  }
}
