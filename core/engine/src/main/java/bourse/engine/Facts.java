package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import java.util.Optional;

/** Tells the sink of the command at hand what happened to orders and balances, and counts. */
final class Facts {
  private final ExecutedTrade trade = new ExecutedTrade();
  private final ExecutedTrade auctionTrade = new ExecutedTrade();
  private final Posting posting = new Posting();
  private FactSink sink;
  private int count;
  private long sequence;
  private long logTimeMicros;

  void begin(FactSink sink, byte[] frames, int offset, int ruleVersion) {
    this.sink = sink;
    count = 0;
    sequence = Commands.sequence(frames, offset);
    logTimeMicros = Commands.logTimeMicros(frames, offset);
    Commands.tellBegin(frames, offset, ruleVersion, sink);
  }

  /** Begins a description of the state, which is not a command. */
  void begin(FactSink sink, long sequence, long logTimeMicros, int ruleVersion) {
    this.sink = sink;
    count = 0;
    sink.begin(sequence, logTimeMicros, ruleVersion, 0, 0, 0, 0, 0);
  }

  void end(long sequence) {
    FactSink told = sink;
    sink = null;
    told.end(sequence, count);
  }

  void refused(ErrorCode code, long account, long orderId) {
    count++;
    sink.refused(code.number(), account, orderId);
  }

  void listed(AssetDefinition asset) {
    count++;
    sink.assetListed(asset);
  }

  void listed(SymbolDefinition symbol) {
    count++;
    sink.symbolListed(symbol);
  }

  void changed(SymbolDefinition symbol) {
    count++;
    sink.symbolChanged(symbol);
  }

  void status(Market market, MarketCause cause) {
    count++;
    sink.marketStatus(
        new MarketStatus(
            market.id,
            market.state,
            cause,
            Optional.ofNullable(market.planned),
            market.plannedAtMicros,
            Optional.ofNullable(market.call),
            Optional.ofNullable(market.plannedCall),
            market.extensions));
  }

  void uncrossed(Market market, AuctionPrice price) {
    count++;
    sink.auctionUncrossed(market.id, price.priceTicks(), price.lots(), price.surplusLots());
  }

  void reference(Market market) {
    count++;
    sink.referencePriceSet(
        market.id, market.setReferenceTicks, market.setReferenceAtMicros, market.isReferenceStale);
  }

  void flagsSet(Account account) {
    count++;
    sink.accountFlagsSet(account.id, account.flags);
  }

  void journaled(Balance from, long to, long amount, int reason, long high, long low) {
    count++;
    sink.journaled(from.account, to, from.asset, amount, reason, high, low);
  }

  void transferred(
      long from,
      long to,
      int asset,
      long amount,
      EntryType kind,
      int reason,
      int businessDay,
      long about,
      long high,
      long low) {
    count++;
    sink.transferred(from, to, asset, amount, kind, reason, businessDay, about, high, low);
  }

  void periodClosed(int day) {
    count++;
    sink.periodClosed(day);
  }

  void fundsHeld(Hold hold) {
    count++;
    sink.fundsHeld(
        hold.id,
        hold.account.id,
        hold.balance.asset,
        hold.amount,
        hold.dueAtMicros,
        hold.referenceHigh,
        hold.referenceLow);
  }

  void holdReduced(Hold hold, long amount, HoldEnd end) {
    count++;
    sink.holdReduced(hold.id, hold.account.id, hold.balance.asset, amount, hold.amount, end);
  }

  void feesSet(FeeSchedule fees) {
    count++;
    sink.feesSet(fees);
  }

  void feeGroupSet(Account account) {
    count++;
    sink.feeGroupSet(account.id, account.feeGroup);
  }

  void volumeCounted(Account account, int asset, int day, long volume) {
    count++;
    sink.volumeCounted(account.id, asset, day, volume);
  }

  void safeStateSet(Venue venue) {
    count++;
    sink.safeStateSet(venue.state(), venue.cause(), venue.sinceMicros());
  }

  void blocksSet(Account account) {
    count++;
    sink.accountBlocksSet(account.id, account.blocks, account.blockReason);
  }

  void cancelAllAfterSet(Account account) {
    count++;
    sink.cancelAllAfterSet(account.id, account.dueAtMicros);
  }

  void ruleVersionSet(int ruleVersion) {
    count++;
    sink.ruleVersionSet(ruleVersion);
  }

  void accepted(Order order) {
    count++;
    touch(order);
    sink.orderAccepted(order);
  }

  /** Tells an order that is as it was. */
  void describe(Order order) {
    count++;
    sink.orderAccepted(order);
    if (!order.isWaiting()) {
      rested(order);
    }
  }

  void listPlaced(OrderList list) {
    count++;
    sink.orderListPlaced(
        list.id,
        list.account.id,
        list.market.id,
        list.type,
        list.clientOrder == null ? ClientOrderId.NONE : list.clientOrder.id());
  }

  void activated(Order order) {
    count++;
    touch(order);
    sink.orderActivated(
        order.id,
        order.account.id,
        order.market.id,
        side(order.isBuy),
        order.type.waits(),
        order.conditions().triggerTicks(),
        order.openLots);
  }

  void triggered(Order order) {
    count++;
    touch(order);
    sink.orderTriggered(
        order.id,
        order.account.id,
        order.market.id,
        side(order.isBuy),
        order.special.triggerTicks,
        order.openLots);
  }

  void waitingReplaced(Order order) {
    count++;
    touch(order);
    sink.waitingOrderReplaced(
        order.id,
        order.account.id,
        order.market.id,
        side(order.isBuy),
        order.priceTicks,
        order.conditions().triggerTicks(),
        order.openLots);
  }

  /** More lots of the order are not shown; fewer when the number is negative. */
  void concealed(Order order, long lots) {
    if (lots != 0) {
      count++;
      sink.orderConcealed(
          order.id, order.account.id, order.market.id, side(order.isBuy), order.priceTicks, lots);
    }
  }

  void rested(Order order) {
    count++;
    sink.orderRested(
        order.id,
        order.account.id,
        order.market.id,
        side(order.isBuy),
        order.priceTicks,
        order.wholeOpenLots());
    if (order.special != null) {
      concealed(order, order.special.hiddenLots);
    }
  }

  void traded(long tradeId, Order maker, long makerFee, Order taker, long takerFee, long lots) {
    count++;
    touch(maker);
    touch(taker);
    ExecutedTrade told = trade;
    told.priceTicks = maker.priceTicks;
    tell(told, tradeId, maker, makerFee, taker, takerFee, taker.openLots, lots);
  }

  void auctionTraded(
      long tradeId,
      long priceTicks,
      Order maker,
      long makerFee,
      Order taker,
      long takerFee,
      long lots) {
    count++;
    touch(maker);
    touch(taker);
    ExecutedTrade told = auctionTrade;
    told.priceTicks = priceTicks;
    told.makerLimitTicks = maker.priceTicks;
    told.takerLimitTicks = taker.priceTicks;
    tell(told, tradeId, maker, makerFee, taker, takerFee, taker.wholeOpenLots(), lots);
  }

  private void tell(
      ExecutedTrade told,
      long tradeId,
      Order maker,
      long makerFee,
      Order taker,
      long takerFee,
      long takerOpenLots,
      long lots) {
    told.id = tradeId;
    told.symbol = taker.market.id;
    told.takerBuys = taker.isBuy;
    told.quantityLots = lots;
    told.makerOrderId = maker.id;
    told.makerAccount = maker.account.id;
    told.makerFee = makerFee;
    told.makerOpenLots = maker.wholeOpenLots();
    told.takerOrderId = taker.id;
    told.takerAccount = taker.account.id;
    told.takerFee = takerFee;
    told.takerOpenLots = takerOpenLots;
    sink.traded(told);
  }

  /** After both shrank, if they do. */
  void selfTradePrevented(Order maker, Order taker, long lots) {
    count++;
    if (taker.selfTradePrevention == SelfTradePrevention.DECREMENT_AND_CANCEL) {
      touch(maker);
    }
    touch(taker);
    sink.selfTradePrevented(
        taker.account.id,
        taker.market.id,
        side(taker.isBuy),
        taker.selfTradePrevention,
        maker.priceTicks,
        lots,
        maker.id,
        maker.wholeOpenLots(),
        taker.id,
        taker.openLots);
  }

  void replaced(Order order, long oldPriceTicks, long oldOpenLots, boolean keptPriority) {
    count++;
    touch(order);
    sink.orderReplaced(
        order.id,
        order.account.id,
        order.market.id,
        side(order.isBuy),
        oldPriceTicks,
        oldOpenLots,
        order.priceTicks,
        order.wholeOpenLots(),
        order.quantityLots(),
        keptPriority);
  }

  void done(Order order, DoneReason reason, boolean wasResting) {
    if (order.special != null) {
      concealed(order, -order.special.hiddenLots);
    }
    count++;
    sink.orderDone(
        order.id,
        order.account.id,
        order.market.id,
        side(order.isBuy),
        reason,
        order.priceTicks,
        order.wholeOpenLots(),
        wasResting);
  }

  void posted(
      Balance balance,
      Bucket bucket,
      EntryType type,
      long amount,
      long balanceAfter,
      long referenceHigh,
      long referenceLow) {
    count++;
    Posting told = posting;
    told.account = balance.account;
    told.asset = balance.asset;
    told.bucketNumber = bucket.number;
    told.typeNumber = type.number;
    told.amount = amount;
    told.balanceAfter = balanceAfter;
    told.referenceHigh = referenceHigh;
    told.referenceLow = referenceLow;
    sink.posted(told);
  }

  /** An order's version is the command of the last fact about it. */
  private void touch(Order order) {
    order.version = sequence;
    order.changedAtMicros = logTimeMicros;
  }

  private static Side side(boolean isBuy) {
    return isBuy ? Side.BUY : Side.SELL;
  }
}
