package bourse.cli.replay;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.engine.AcceptedOrder;
import bourse.engine.AccountFlags;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.OrderTerms;
import java.util.List;

/**
 * The one account that gives all orders of a replay into an exchange of its own, and so trades with
 * itself. It has more than enough of both assets, and fees are zero. Makes the rows' commands, and
 * reads their facts.
 */
final class ReplayAccount {
  private static final long ACCOUNT = 1000;
  private static final long FUNDS = Long.MAX_VALUE / 2;

  private final SymbolDefinition symbol;
  private final OrderNames names = new OrderNames();
  private final RowFacts rowFacts = new RowFacts();

  ReplayAccount(SymbolDefinition symbol) {
    this.symbol = symbol;
  }

  /** The commands that list the symbol and fund the account. None may be refused. */
  List<byte[]> setUp() {
    return List.of(
        Commands.addAsset(CommandContext.NONE, symbol.base()),
        Commands.addAsset(CommandContext.NONE, symbol.quote()),
        Commands.listSymbol(CommandContext.NONE, symbol),
        Commands.setAccountFlags(CommandContext.NONE, ACCOUNT, AccountFlags.SELF_TRADES),
        Commands.deposit(CommandContext.NONE, ACCOUNT, symbol.base().id(), FUNDS, 0, 1),
        Commands.deposit(CommandContext.NONE, ACCOUNT, symbol.quote().id(), FUNDS, 0, 2));
  }

  /** The row's command. The facts of all rows that its order depends on must have been read. */
  byte[] frame(ReplayRow row) {
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

  /** Reads the facts of the row's command. Valid until asked for another row's. */
  FactSink facts(ReplayRow row, ReplayTarget.Results results) {
    rowFacts.row = row;
    rowFacts.results = results;
    return rowFacts;
  }

  /** Reads the resting orders out of an exchange's description of itself. */
  FactSink describes(ReplayTarget.Book book) {
    return new FactSink() {
      @Override
      public void orderRested(
          long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
        book.resting(side, priceTicks, names.fileId(orderId), openLots);
      }
    };
  }

  /** Whether an order of this id of the file is open, as far as facts were read. */
  boolean isLive(long fileId) {
    return names.isLive(fileId);
  }

  private byte[] place(ReplayRow row, TimeInForce timeInForce) {
    if (names.isLive(row.orderId())) {
      throw stillOpen(row);
    }
    OrderTerms terms =
        OrderTerms.of(
            symbol.id(),
            row.side(),
            OrderType.LIMIT,
            timeInForce,
            row.priceTicks(),
            row.lots(),
            ClientOrderId.NONE);
    return Commands.place(
        CommandContext.NONE, ACCOUNT, terms.withSelfTradePrevention(SelfTradePrevention.NONE));
  }

  /** The row places an order whose id another open order has. */
  static Fault stillOpen(ReplayRow row) {
    return new Fault(
        ErrorCode.INVALID_FIELD,
        "Line "
            + (row.number() + 1)
            + ", order_id: "
            + row.orderId()
            + " is the id of an order that is still open");
  }

  /** Reads the facts of the row at hand. */
  private final class RowFacts implements FactSink {
    private ReplayRow row;
    private ReplayTarget.Results results;

    @Override
    public void refused(int code, long account, long orderId) {
      results.refused(row.number());
    }

    @Override
    public void orderAccepted(AcceptedOrder order) {
      names.name(row.orderId(), order.id());
    }

    @Override
    public void traded(ExecutedTrade trade) {
      results.fill(
          row.number(),
          names.fileId(trade.takerOrderId()),
          names.fileId(trade.makerOrderId()),
          trade.priceTicks(),
          trade.quantityLots());
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
