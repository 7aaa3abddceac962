package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encodes the facts of commands, one record per command, one after the other, into one array that
 * grows and is used again after {@link #reset}. Not thread safe. {@link FactRecords} reads the
 * records and describes their layout.
 *
 * <p>Only whole records are visible: {@link #length} moves on in {@link #end}.
 */
public final class FactBuffer implements FactSink {
  private byte[] bytes;
  private int recordStart;
  private int end;
  private int position;
  private int facts;
  private int refusal;

  public FactBuffer() {
    this(4096);
  }

  /**
   * @param capacity bytes to start with
   */
  public FactBuffer(int capacity) {
    bytes = new byte[Math.max(capacity, 256)];
  }

  /** The bytes that hold the records; another array after the buffer has grown. */
  public byte[] array() {
    return bytes;
  }

  /** Where the first record stands. */
  public int start() {
    return 0;
  }

  /** Bytes of all whole records since the last {@link #reset}. */
  public int length() {
    return end;
  }

  /** Where the last whole record starts. */
  public int lastRecord() {
    return recordStart;
  }

  /** Forgets all records and keeps the array. */
  public void reset() {
    end = 0;
    position = 0;
    recordStart = 0;
  }

  /** A copy of all whole records. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, end);
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
    recordStart = end;
    position = end;
    facts = 0;
    refusal = 0;
    int at = take(FactRecords.HEADER_LENGTH);
    byte[] b = bytes;
    Layout.putInt(b, at, 0);
    Layout.putInt(b, at + 4, FactRecords.LAYOUT_VERSION);
    Layout.putLong(b, at + 8, sequence);
    Layout.putLong(b, at + 16, logTimeMicros);
    Layout.putShort(b, at + 24, ruleVersion);
    Layout.putShort(b, at + 26, 0);
    Layout.putInt(b, at + 28, 0);
    Layout.putLong(b, at + 32, commandIdHigh);
    Layout.putLong(b, at + 40, commandIdLow);
    Layout.putLong(b, at + 48, traceIdHigh);
    Layout.putLong(b, at + 56, traceIdLow);
    Layout.putLong(b, at + 64, spanId);
  }

  @Override
  public void refused(int code, long account, long orderId) {
    refusal = code;
    int at = fact(FactRecords.REFUSED, 0, 0, 0, code, 24);
    Layout.putLong(bytes, at + 8, account);
    Layout.putLong(bytes, at + 16, orderId);
  }

  @Override
  public void assetListed(AssetDefinition asset) {
    int at = fact(FactRecords.ASSET_LISTED, 0, 0, 0, asset.id(), 8 + Layout.size(asset));
    Layout.putAsset(bytes, at + 8, asset);
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    int at = fact(FactRecords.SYMBOL_LISTED, 0, 0, 0, symbol.id(), 8 + Layout.size(symbol));
    Layout.putSymbol(bytes, at + 8, symbol);
  }

  @Override
  public void symbolChanged(SymbolDefinition symbol) {
    int at = fact(FactRecords.SYMBOL_CHANGED, 0, 0, 0, symbol.id(), 8 + Layout.size(symbol));
    Layout.putSymbol(bytes, at + 8, symbol);
  }

  @Override
  public void marketStatus(MarketStatus status) {
    int at =
        fact(
            FactRecords.MARKET_STATUS,
            status.state().number(),
            status.cause().number(),
            status.planned().map(MarketState::number).orElse(0),
            status.symbol(),
            40);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, status.plannedAtMicros());
    Layout.putLong(b, at + 16, status.auction().map(AuctionCall::uncrossAtMicros).orElse(0L));
    Layout.putLong(
        b, at + 24, status.plannedAuction().map(AuctionCall::uncrossAtMicros).orElse(0L));
    Layout.putLong(
        b,
        at + 32,
        number(status.auction())
            | number(status.plannedAuction()) << 8
            | (long) status.extensions() << 16);
  }

  private static int number(Optional<AuctionCall> call) {
    return call.map(AuctionCall::then).map(MarketState::number).orElse(0);
  }

  @Override
  public void auctionUncrossed(int symbol, long priceTicks, long lots, long surplusLots) {
    int at = fact(FactRecords.AUCTION_UNCROSSED, 0, 0, 0, symbol, 32);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, priceTicks);
    Layout.putLong(b, at + 16, lots);
    Layout.putLong(b, at + 24, surplusLots);
  }

  @Override
  public void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {
    int at = fact(FactRecords.REFERENCE_PRICE_SET, isStale ? 1 : 0, 0, 0, symbol, 24);
    Layout.putLong(bytes, at + 8, priceTicks);
    Layout.putLong(bytes, at + 16, seenAtMicros);
  }

  @Override
  public void accountFlagsSet(long account, int flags) {
    int at = fact(FactRecords.ACCOUNT_FLAGS_SET, 0, 0, 0, flags, 16);
    Layout.putLong(bytes, at + 8, account);
  }

  @Override
  public void accountBlocksSet(long account, int blocks, int reason) {
    int at = fact(FactRecords.ACCOUNT_BLOCKS_SET, 0, 0, 0, blocks, 24);
    Layout.putLong(bytes, at + 8, account);
    Layout.putLong(bytes, at + 16, reason);
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
    int at = fact(FactRecords.JOURNALED, reason, 0, 0, asset, 48);
    Layout.putLong(bytes, at + 8, from);
    Layout.putLong(bytes, at + 16, to);
    Layout.putLong(bytes, at + 24, amount);
    Layout.putLong(bytes, at + 32, referenceHigh);
    Layout.putLong(bytes, at + 40, referenceLow);
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
    int at = fact(FactRecords.TRANSFERRED, kind.number, reason, 0, asset, 64);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, from);
    Layout.putLong(b, at + 16, to);
    Layout.putLong(b, at + 24, amount);
    Layout.putLong(b, at + 32, businessDay);
    Layout.putLong(b, at + 40, about);
    Layout.putLong(b, at + 48, referenceHigh);
    Layout.putLong(b, at + 56, referenceLow);
  }

  @Override
  public void periodClosed(int day) {
    fact(FactRecords.PERIOD_CLOSED, 0, 0, 0, day, 8);
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
    int at = fact(FactRecords.FUNDS_HELD, 0, 0, 0, asset, 56);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, holdId);
    Layout.putLong(b, at + 16, account);
    Layout.putLong(b, at + 24, amount);
    Layout.putLong(b, at + 32, expiresAtMicros);
    Layout.putLong(b, at + 40, referenceHigh);
    Layout.putLong(b, at + 48, referenceLow);
  }

  @Override
  public void holdReduced(
      long holdId, long account, int asset, long amount, long left, HoldEnd end) {
    int at = fact(FactRecords.HOLD_REDUCED, end.number, 0, 0, asset, 40);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, holdId);
    Layout.putLong(b, at + 16, account);
    Layout.putLong(b, at + 24, amount);
    Layout.putLong(b, at + 32, left);
  }

  @Override
  public void feesSet(FeeSchedule fees) {
    int at = fact(FactRecords.FEES_SET, 0, 0, 0, 0, 8 + Layout.size(fees));
    Layout.putFees(bytes, at + 8, fees);
  }

  @Override
  public void feeGroupSet(long account, int group) {
    int at = fact(FactRecords.FEE_GROUP_SET, 0, 0, 0, group, 16);
    Layout.putLong(bytes, at + 8, account);
  }

  @Override
  public void volumeCounted(long account, int asset, int day, long volume) {
    int at = fact(FactRecords.VOLUME_COUNTED, 0, 0, 0, asset, 32);
    Layout.putLong(bytes, at + 8, account);
    Layout.putLong(bytes, at + 16, day);
    Layout.putLong(bytes, at + 24, volume);
  }

  @Override
  public void safeStateSet(SafeState state, SafeStateCause cause, long sinceMicros) {
    int at = fact(FactRecords.SAFE_STATE_SET, state.number(), cause.number(), 0, 0, 16);
    Layout.putLong(bytes, at + 8, sinceMicros);
  }

  @Override
  public void cancelAllAfterSet(long account, long dueAtMicros) {
    int at = fact(FactRecords.CANCEL_ALL_AFTER_SET, 0, 0, 0, 0, 24);
    Layout.putLong(bytes, at + 8, account);
    Layout.putLong(bytes, at + 16, dueAtMicros);
  }

  @Override
  public void ruleVersionSet(int ruleVersion) {
    fact(FactRecords.RULE_VERSION_SET, 0, 0, 0, ruleVersion, 8);
  }

  @Override
  public void orderAccepted(AcceptedOrder order) {
    int at =
        fact(
            FactRecords.ORDER_ACCEPTED,
            Layout.number(order.side()),
            Layout.number(order.type()),
            Layout.number(order.timeInForce()),
            order.symbol(),
            FactRecords.ORDER_ACCEPTED_LENGTH);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, order.id());
    Layout.putLong(b, at + 16, order.account());
    Layout.putLong(b, at + 24, order.priceTicks());
    Layout.putLong(b, at + 32, order.quantityLots());
    Layout.putClientOrderId(b, at + 40, order.clientOrderId());
    int options = Layout.number(order.selfTradePrevention()) << 8 | (order.isPostOnly() ? 1 : 0);
    Layout.putLong(b, at + 80, options);
    Layout.putLong(b, at + 88, order.expiresAtMicros());
    Layout.putLong(b, at + 96, order.createdAtMicros());
    Layout.putLong(b, at + 104, order.version());
    Layout.putLong(b, at + 112, order.changedAtMicros());
    if (!order.conditions().isNone() || order.listId() != 0) {
      putConditionsAndList(at + 80, options, order);
    }
  }

  /** What few orders have, behind what all have. */
  private void putConditionsAndList(int optionsAt, int options, AcceptedOrder order) {
    int all = options | (order.isPending() ? FactRecords.IS_PENDING : 0);
    if (!order.conditions().isNone()) {
      all |= FactRecords.HAS_CONDITIONS;
      int at = take(Layout.CONDITIONS_LENGTH);
      Layout.putConditions(bytes, at, order.conditions());
    }
    if (order.listId() != 0) {
      all |= FactRecords.IS_IN_LIST;
      int at = take(8);
      Layout.putLong(bytes, at, order.listId());
    }
    Layout.putLong(bytes, optionsAt, all);
  }

  @Override
  public void orderRested(
      long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
    int at = fact(FactRecords.ORDER_RESTED, Layout.number(side), 0, 0, symbol, 40);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, orderId);
    Layout.putLong(b, at + 16, account);
    Layout.putLong(b, at + 24, priceTicks);
    Layout.putLong(b, at + 32, openLots);
  }

  @Override
  public void traded(ExecutedTrade trade) {
    boolean isAuction = trade.isAuction();
    int at =
        fact(
            FactRecords.TRADED,
            Layout.number(trade.takerSide()),
            isAuction ? 1 : 0,
            0,
            trade.symbol,
            isAuction ? FactRecords.AUCTION_TRADED_LENGTH : FactRecords.TRADED_LENGTH);
    byte[] b = bytes;
    if (isAuction) {
      Layout.putLong(b, at + FactRecords.TRADED_LENGTH, trade.makerLimitTicks);
      Layout.putLong(b, at + FactRecords.TRADED_LENGTH + 8, trade.takerLimitTicks);
    }
    Layout.putLong(b, at + 8, trade.id);
    Layout.putLong(b, at + 16, trade.priceTicks);
    Layout.putLong(b, at + 24, trade.quantityLots);
    Layout.putLong(b, at + 32, trade.makerOrderId);
    Layout.putLong(b, at + 40, trade.makerAccount);
    Layout.putLong(b, at + 48, trade.makerFee);
    Layout.putLong(b, at + 56, trade.makerOpenLots);
    Layout.putLong(b, at + 64, trade.takerOrderId);
    Layout.putLong(b, at + 72, trade.takerAccount);
    Layout.putLong(b, at + 80, trade.takerFee);
    Layout.putLong(b, at + 88, trade.takerOpenLots);
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
    int at =
        fact(
            FactRecords.SELF_TRADE_PREVENTED,
            Layout.number(takerSide),
            Layout.number(prevention),
            0,
            symbol,
            64);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, account);
    Layout.putLong(b, at + 16, priceTicks);
    Layout.putLong(b, at + 24, preventedLots);
    Layout.putLong(b, at + 32, makerOrderId);
    Layout.putLong(b, at + 40, makerOpenLots);
    Layout.putLong(b, at + 48, takerOrderId);
    Layout.putLong(b, at + 56, takerOpenLots);
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
    int at =
        fact(FactRecords.ORDER_REPLACED, Layout.number(side), keptPriority ? 1 : 0, 0, symbol, 64);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, orderId);
    Layout.putLong(b, at + 16, account);
    Layout.putLong(b, at + 24, oldPriceTicks);
    Layout.putLong(b, at + 32, oldOpenLots);
    Layout.putLong(b, at + 40, newPriceTicks);
    Layout.putLong(b, at + 48, newOpenLots);
    Layout.putLong(b, at + 56, newQuantityLots);
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
    int at =
        fact(
            FactRecords.ORDER_DONE,
            Layout.number(side),
            reason.number(),
            wasResting ? 1 : 0,
            symbol,
            40);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, orderId);
    Layout.putLong(b, at + 16, account);
    Layout.putLong(b, at + 24, priceTicks);
    Layout.putLong(b, at + 32, openLots);
  }

  @Override
  public void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
    orderFact(
        FactRecords.ORDER_TRIGGERED, orderId, account, symbol, side, triggerTicks, openLots, 40);
  }

  @Override
  public void orderListPlaced(
      long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {
    int at = fact(FactRecords.ORDER_LIST_PLACED, type.number(), 0, 0, symbol, 64);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, listId);
    Layout.putLong(b, at + 16, account);
    Layout.putClientOrderId(b, at + 24, clientOrderId);
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
    int at =
        orderFact(
            FactRecords.ORDER_ACTIVATED,
            orderId,
            account,
            symbol,
            side,
            triggerTicks,
            openLots,
            40);
    bytes[at + 2] = (byte) (waits ? 1 : 0);
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
    int at =
        orderFact(
            FactRecords.WAITING_ORDER_REPLACED,
            orderId,
            account,
            symbol,
            side,
            priceTicks,
            triggerTicks,
            48);
    Layout.putLong(bytes, at + 40, openLots);
  }

  @Override
  public void orderConcealed(
      long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
    orderFact(
        FactRecords.ORDER_CONCEALED, orderId, account, symbol, side, priceTicks, concealedLots, 40);
  }

  private int orderFact(
      int type,
      long orderId,
      long account,
      int symbol,
      Side side,
      long third,
      long fourth,
      int length) {
    int at = fact(type, Layout.number(side), 0, 0, symbol, length);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, orderId);
    Layout.putLong(b, at + 16, account);
    Layout.putLong(b, at + 24, third);
    Layout.putLong(b, at + 32, fourth);
    return at;
  }

  @Override
  public void posted(Posting posting) {
    int at =
        fact(FactRecords.POSTED, posting.bucketNumber, posting.typeNumber, 0, posting.asset, 48);
    byte[] b = bytes;
    Layout.putLong(b, at + 8, posting.account);
    Layout.putLong(b, at + 16, posting.amount);
    Layout.putLong(b, at + 24, posting.balanceAfter);
    Layout.putLong(b, at + 32, posting.referenceHigh);
    Layout.putLong(b, at + 40, posting.referenceLow);
  }

  @Override
  public void end(long sequence, int factCount) {
    if (factCount != facts || sequence != Layout.getLong(bytes, recordStart + 8)) {
      throw new InvariantBroken(
          "The record of command "
              + Layout.getLong(bytes, recordStart + 8)
              + " has "
              + facts
              + " facts, but its end says command "
              + sequence
              + " and "
              + factCount);
    }
    Layout.putInt(bytes, recordStart, position - recordStart);
    Layout.putShort(bytes, recordStart + 26, refusal);
    Layout.putInt(bytes, recordStart + 28, factCount);
    end = position;
  }

  /** Starts a fact and returns its offset. */
  private int fact(int type, int a, int b, int c, int number, int length) {
    facts++;
    int at = take(length);
    Layout.putLong(
        bytes,
        at,
        ((long) number << 32) | ((long) c << 24) | ((long) b << 16) | ((long) a << 8) | type);
    return at;
  }

  private int take(int length) {
    int at = position;
    if (bytes.length - at < length) {
      grow(length);
    }
    position = at + length;
    return at;
  }

  private void grow(int length) {
    long wanted = Math.max((long) bytes.length * 2, (long) position + length);
    if (wanted > Integer.MAX_VALUE - 64) {
      wanted = Integer.MAX_VALUE - 64;
      if (wanted < (long) position + length) {
        throw new IllegalStateException("The facts take more than 2 GiB; reset the buffer earlier");
      }
    }
    bytes = Arrays.copyOf(bytes, (int) wanted);
  }
}
