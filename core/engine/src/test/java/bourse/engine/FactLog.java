package bourse.engine;

import bourse.domain.AccountBlock;
import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
import bourse.domain.OrderListType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.SymbolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes each fact as one line, so that a story can be compared whole. */
public final class FactLog implements FactSink {
  private final List<String> lines = new ArrayList<>();
  private long sequence;

  /** The lines since the last call. */
  public List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
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
    lines.add(
        "begin %d at %d rules %d command %d.%d trace %d.%d span %d"
            .formatted(
                sequence,
                logTimeMicros,
                ruleVersion,
                commandIdHigh,
                commandIdLow,
                traceIdHigh,
                traceIdLow,
                spanId));
  }

  @Override
  public void refused(int code, long account, long orderId) {
    lines.add("refused %s account %d order %d".formatted(ErrorCode.of(code), account, orderId));
  }

  @Override
  public void assetListed(AssetDefinition asset) {
    lines.add(asset.toString());
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    lines.add(symbol.toString());
  }

  @Override
  public void symbolChanged(SymbolDefinition symbol) {
    lines.add("changed to " + symbol);
  }

  @Override
  public void marketStatus(MarketStatus status) {
    lines.add(
        "market %d is %s by %s%s%s%s%s"
            .formatted(
                status.symbol(),
                status.state(),
                status.cause(),
                text(status.auction()),
                status.extensions() == 0 ? "" : ", extended " + status.extensions(),
                status
                    .planned()
                    .map(next -> ", becomes " + next + " at " + status.plannedAtMicros())
                    .orElse(""),
                text(status.plannedAuction())));
  }

  private static String text(Optional<AuctionCall> call) {
    return call.map(one -> ", trades at " + one.uncrossAtMicros() + ", then " + one.then())
        .orElse("");
  }

  @Override
  public void auctionUncrossed(int symbol, long priceTicks, long lots, long surplusLots) {
    lines.add("auction of %d: %d@%d, %+d left".formatted(symbol, lots, priceTicks, surplusLots));
  }

  @Override
  public void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {
    lines.add(
        "reference of %d is %d, seen at %d%s"
            .formatted(symbol, priceTicks, seenAtMicros, isStale ? ", stale" : ""));
  }

  @Override
  public void accountFlagsSet(long account, int flags) {
    lines.add("flags of %d are %d".formatted(account, flags));
  }

  @Override
  public void accountBlocksSet(long account, int blocks, int reason) {
    lines.add(
        "blocks of %d are %s for %s"
            .formatted(account, AccountBlock.of(blocks), SuspensionReason.of(reason)));
  }

  @Override
  public void journaled(
      long from,
      long to,
      int asset,
      long amount,
      int reason,
      long referenceHigh,
      long referenceLow) {
    lines.add(
        "journaled %d of %d from %d to %d for %s, %d.%d"
            .formatted(
                amount, asset, from, to, JournalReason.of(reason), referenceHigh, referenceLow));
  }

  @Override
  public void transferred(
      long from,
      long to,
      int asset,
      long amount,
      EntryType kind,
      int reason,
      int businessDay,
      long about,
      long referenceHigh,
      long referenceLow) {
    lines.add(
        "transferred %d of %d from %d to %d: %s %d on day %d about %d, %d.%d"
            .formatted(
                amount,
                asset,
                from,
                to,
                kind,
                reason,
                businessDay,
                about,
                referenceHigh,
                referenceLow));
  }

  @Override
  public void periodClosed(int day) {
    lines.add("closed up to day " + day);
  }

  @Override
  public void fundsHeld(
      long holdId,
      long account,
      int asset,
      long amount,
      long expiresAtMicros,
      long referenceHigh,
      long referenceLow) {
    lines.add(
        "held %d of %d for %d until %d as %d, %d.%d"
            .formatted(
                amount, asset, account, expiresAtMicros, holdId, referenceHigh, referenceLow));
  }

  @Override
  public void holdReduced(
      long holdId, long account, int asset, long amount, long left, HoldEnd end) {
    lines.add(
        "hold %d of %d: %d of %d %s, %d left".formatted(holdId, account, amount, asset, end, left));
  }

  @Override
  public void feesSet(FeeSchedule fees) {
    lines.add("fees are " + fees);
  }

  @Override
  public void feeGroupSet(long account, int group) {
    lines.add("%d is in fee group %d".formatted(account, group));
  }

  @Override
  public void volumeCounted(long account, int asset, int day, long volume) {
    lines.add("volume of %d in %d on day %d: %d".formatted(account, asset, day, volume));
  }

  @Override
  public void safeStateSet(SafeState state, SafeStateCause cause, long sinceMicros) {
    lines.add("the venue is in %s for %s since %d".formatted(state, cause, sinceMicros));
  }

  @Override
  public void cancelAllAfterSet(long account, long dueAtMicros) {
    lines.add("all of %d is cancelled at %d".formatted(account, dueAtMicros));
  }

  @Override
  public void ruleVersionSet(int ruleVersion) {
    lines.add("rules are " + ruleVersion);
  }

  @Override
  public void orderAccepted(AcceptedOrder order) {
    lines.add(
        "accepted %d of %d in %d: %s %s %s %d@%d '%s' created %d%s%s%s%s%s%s%s"
            .formatted(
                order.id(),
                order.account(),
                order.symbol(),
                order.side(),
                order.type(),
                order.timeInForce(),
                order.quantityLots(),
                order.priceTicks(),
                order.clientOrderId(),
                order.createdAtMicros(),
                order.selfTradePrevention() == SelfTradePrevention.CANCEL_NEWEST
                    ? ""
                    : ", self-trade " + order.selfTradePrevention(),
                order.isPostOnly() ? ", post only" : "",
                order.expiresAtMicros() == 0 ? "" : ", expires " + order.expiresAtMicros(),
                text(order.conditions()),
                text(", list ", order.listId()),
                order.isPending() ? ", pending" : "",
                order.version() == sequence
                    ? ""
                    : ", changed by %d at %d".formatted(order.version(), order.changedAtMicros())));
  }

  @Override
  public void orderRested(
      long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
    lines.add(
        "rested %d of %d in %d: %s %d@%d"
            .formatted(orderId, account, symbol, side, openLots, priceTicks));
  }

  @Override
  public void traded(ExecutedTrade trade) {
    lines.add(
        ("trade %d in %d: taker %s %d@%d; maker %d of %d fee %d open %d; taker %d of %d fee %d open"
                + " %d%s")
            .formatted(
                trade.id(),
                trade.symbol(),
                trade.takerSide(),
                trade.quantityLots(),
                trade.priceTicks(),
                trade.makerOrderId(),
                trade.makerAccount(),
                trade.makerFee(),
                trade.makerOpenLots(),
                trade.takerOrderId(),
                trade.takerAccount(),
                trade.takerFee(),
                trade.takerOpenLots(),
                trade.isAuction()
                    ? ", auction of " + trade.makerLimitTicks() + " and " + trade.takerLimitTicks()
                    : ""));
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
    lines.add(
        "prevented of %d in %d: taker %s %s %d@%d; maker %d open %d; taker %d open %d"
            .formatted(
                account,
                symbol,
                takerSide,
                prevention,
                preventedLots,
                priceTicks,
                makerOrderId,
                makerOpenLots,
                takerOrderId,
                takerOpenLots));
  }

  @Override
  public void orderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long oldPriceTicks,
      long oldOpenLots,
      long newPriceTicks,
      long newOpenLots,
      long newQuantityLots,
      boolean keptPriority) {
    lines.add(
        "replaced %d of %d in %d: %s %d@%d by %d@%d of %d%s"
            .formatted(
                orderId,
                account,
                symbol,
                side,
                oldOpenLots,
                oldPriceTicks,
                newOpenLots,
                newPriceTicks,
                newQuantityLots,
                keptPriority ? ", kept priority" : ""));
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
    lines.add(
        "done %d of %d in %d: %s %s %d@%d%s"
            .formatted(
                orderId,
                account,
                symbol,
                side,
                reason,
                openLots,
                priceTicks,
                wasResting ? ", was resting" : ""));
  }

  @Override
  public void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
    lines.add(
        "triggered %d of %d in %d: %s %d at %d"
            .formatted(orderId, account, symbol, side, openLots, triggerTicks));
  }

  @Override
  public void orderListPlaced(
      long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {
    lines.add(
        "list %d of %d in %d: %s '%s'".formatted(listId, account, symbol, type, clientOrderId));
  }

  @Override
  public void orderActivated(
      long orderId,
      long account,
      int symbol,
      Side side,
      boolean waits,
      long triggerTicks,
      long openLots) {
    lines.add(
        "activated %d of %d in %d: %s %d%s%s"
            .formatted(
                orderId,
                account,
                symbol,
                side,
                openLots,
                waits ? ", waits" : "",
                text(", stop ", triggerTicks)));
  }

  @Override
  public void waitingOrderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long priceTicks,
      long triggerTicks,
      long openLots) {
    lines.add(
        "replaced waiting %d of %d in %d: %s %d@%d, stop %d"
            .formatted(orderId, account, symbol, side, openLots, priceTicks, triggerTicks));
  }

  @Override
  public void orderConcealed(
      long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
    lines.add(
        "concealed %d of %d in %d: %s %+d@%d"
            .formatted(orderId, account, symbol, side, concealedLots, priceTicks));
  }

  @Override
  public void posted(Posting posting) {
    lines.add(
        "posted %s %d/%d %s %+d = %d for %d.%d"
            .formatted(
                posting.type(),
                posting.account(),
                posting.asset(),
                posting.bucket(),
                posting.amount(),
                posting.balanceAfter(),
                posting.referenceHigh(),
                posting.referenceLow()));
  }

  private static String text(Conditions conditions) {
    return text(", amount ", conditions.quoteAmount())
        + text(", stop ", conditions.triggerTicks())
        + text(", trail ", conditions.trailTicks())
        + text(", trail basis points ", conditions.trailBasisPoints())
        + text(", display ", conditions.displayLots());
  }

  private static String text(String name, long value) {
    return value == 0 ? "" : name + value;
  }

  @Override
  public void end(long sequence, int factCount) {
    lines.add("end %d, %d facts".formatted(sequence, factCount));
  }
}
