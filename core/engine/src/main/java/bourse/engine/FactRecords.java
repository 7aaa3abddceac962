package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import java.util.Optional;

/**
 * Reads fact records, the one versioned fixed layout of facts: one record per command, written by
 * {@link FactBuffer}. All numbers are little endian.
 *
 * <pre>
 *   0  i32  length of the whole record, a multiple of 8
 *   4  i32  layout version, {@link #LAYOUT_VERSION}
 *   8  i64  sequence
 *  16  i64  log time, micros
 *  24  u16  rule version
 *  26  u16  the refusal's code, or 0
 *  28  i32  number of facts
 *  32  i64  command id, high    40  i64  command id, low
 *  48  i64  trace id, high      56  i64  trace id, low
 *  64  i64  span id
 *  72       the facts
 * </pre>
 *
 * Each fact starts with a word: u8 type, three u8 for enum values and flags, i32 for a symbol,
 * asset, code or version. The rest are i64 in the order of the method's arguments in {@link
 * FactSink}, an accepted order's in that of {@link AcceptedOrder}; only definitions of assets and
 * symbols have texts.
 */
public final class FactRecords {
  public static final int LAYOUT_VERSION = 1;

  static final int HEADER_LENGTH = 72;

  static final int REFUSED = 1;
  static final int ASSET_LISTED = 2;
  static final int SYMBOL_LISTED = 3;
  static final int ACCOUNT_FLAGS_SET = 4;
  static final int RULE_VERSION_SET = 5;
  static final int ORDER_ACCEPTED = 6;
  static final int ORDER_RESTED = 7;
  static final int TRADED = 8;
  static final int ORDER_REPLACED = 9;
  static final int ORDER_DONE = 10;
  static final int POSTED = 11;
  static final int SELF_TRADE_PREVENTED = 12;
  static final int CANCEL_ALL_AFTER_SET = 13;
  static final int ACCOUNT_BLOCKS_SET = 40;
  static final int JOURNALED = 41;
  static final int SAFE_STATE_SET = 42;
  static final int FEES_SET = 43;
  static final int FEE_GROUP_SET = 44;
  static final int VOLUME_COUNTED = 45;
  static final int TRANSFERRED = 46;
  static final int PERIOD_CLOSED = 47;
  static final int FUNDS_HELD = 48;
  static final int HOLD_REDUCED = 49;

  static final int ORDER_TRIGGERED = 20;
  static final int WAITING_ORDER_REPLACED = 21;
  static final int ORDER_CONCEALED = 22;
  static final int ORDER_LIST_PLACED = 23;
  static final int ORDER_ACTIVATED = 24;
  static final int MARKET_STATUS = 30;
  static final int SYMBOL_CHANGED = 31;
  static final int REFERENCE_PRICE_SET = 32;
  static final int AUCTION_UNCROSSED = 33;

  static final int ORDER_ACCEPTED_LENGTH = 120;
  static final int TRADED_LENGTH = 96;

  /** Where the two orders stood in the book follows. */
  static final int AUCTION_TRADED_LENGTH = TRADED_LENGTH + 16;

  /** In an accepted order's word of options: its conditions follow. */
  static final int HAS_CONDITIONS = 2;

  /** Likewise: the id of its list follows, after the conditions. */
  static final int IS_IN_LIST = 4;

  static final int IS_PENDING = 8;

  private FactRecords() {}

  /** Bytes of the record that starts at the offset. */
  public static int length(byte[] bytes, int offset) {
    return Layout.getInt(bytes, offset);
  }

  public static long sequence(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + 8);
  }

  public static long logTimeMicros(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + 16);
  }

  public static int factCount(byte[] bytes, int offset) {
    return Layout.getInt(bytes, offset + 28);
  }

  /** The refusal's code, a number of {@link bourse.domain.ErrorCode}; 0 when it was not refused. */
  public static int refusal(byte[] bytes, int offset) {
    return Layout.getUnsignedShort(bytes, offset + 26);
  }

  /**
   * Plays the record that starts at {@code offset} into the sink, exactly as the engine told it,
   * and returns the offset after it.
   *
   * @throws IllegalArgumentException when no whole record of this layout version stands there; the
   *     sink may have got a part of it
   */
  public static int read(byte[] record, int offset, FactSink sink) {
    int end = recordEnd(record, offset);
    int facts = factCount(record, offset);
    sink.begin(
        sequence(record, offset),
        logTimeMicros(record, offset),
        Layout.getUnsignedShort(record, offset + 24),
        Layout.getLong(record, offset + 32),
        Layout.getLong(record, offset + 40),
        Layout.getLong(record, offset + 48),
        Layout.getLong(record, offset + 56),
        Layout.getLong(record, offset + 64));
    int at = offset + HEADER_LENGTH;
    for (int i = 0; i < facts; i++) {
      int next = at + factLength(record, at, end);
      if (next > end) {
        throw new IllegalArgumentException("A fact reaches beyond its record");
      }
      readFact(record, at, sink);
      at = next;
    }
    if (at != end) {
      throw new IllegalArgumentException("A fact record is longer than its facts");
    }
    sink.end(sequence(record, offset), facts);
    return end;
  }

  private static int recordEnd(byte[] record, int offset) {
    if (offset < 0 || record.length - offset < HEADER_LENGTH) {
      throw new IllegalArgumentException("A fact record has at least 72 bytes");
    }
    int length = length(record, offset);
    if (length < HEADER_LENGTH || (length & 7) != 0 || length > record.length - offset) {
      throw new IllegalArgumentException("A fact record can't have " + length + " bytes here");
    }
    int version = Layout.getInt(record, offset + 4);
    if (version != LAYOUT_VERSION) {
      throw new IllegalArgumentException("Fact layout version " + version + " is not known");
    }
    return offset + length;
  }

  static int factLength(byte[] b, int at, int end) {
    if (end - at < 8) {
      throw new IllegalArgumentException("A fact reaches beyond its record");
    }
    int type = Layout.getUnsignedByte(b, at);
    return switch (type) {
      case REFUSED, CANCEL_ALL_AFTER_SET, ACCOUNT_BLOCKS_SET, REFERENCE_PRICE_SET -> 24;
      case ASSET_LISTED -> 8 + Layout.assetSize(b, at + 8);
      case SYMBOL_LISTED, SYMBOL_CHANGED -> 8 + Layout.symbolSize(b, at + 8);
      case ACCOUNT_FLAGS_SET, SAFE_STATE_SET, FEE_GROUP_SET -> 16;
      case FEES_SET -> 8 + (end - at < 16 ? 8 : Layout.feesSize(b, at + 8));
      case RULE_VERSION_SET, PERIOD_CLOSED -> 8;
      case FUNDS_HELD -> 56;
      case VOLUME_COUNTED -> 32;
      case ORDER_ACCEPTED -> acceptedLength(b, at, end);
      case ORDER_RESTED,
          ORDER_DONE,
          ORDER_TRIGGERED,
          ORDER_CONCEALED,
          ORDER_ACTIVATED,
          HOLD_REDUCED,
          MARKET_STATUS ->
          40;
      case AUCTION_UNCROSSED -> 32;
      case TRADED -> isAuction(b, at) ? AUCTION_TRADED_LENGTH : TRADED_LENGTH;
      case ORDER_REPLACED, SELF_TRADE_PREVENTED, ORDER_LIST_PLACED, TRANSFERRED -> 64;
      case POSTED, JOURNALED, WAITING_ORDER_REPLACED -> 48;
      default -> throw Layout.unknown("fact type", type);
    };
  }

  private static boolean isAuction(byte[] b, int at) {
    return Layout.getUnsignedByte(b, at + 2) == 1;
  }

  private static int acceptedLength(byte[] b, int at, int end) {
    return end - at < ORDER_ACCEPTED_LENGTH
        ? ORDER_ACCEPTED_LENGTH
        : listAt(b, at) - at + (isInList(b, at) ? 8 : 0);
  }

  /** Where the id of its list stands, if it has one. */
  private static int listAt(byte[] b, int at) {
    return at + ORDER_ACCEPTED_LENGTH + (hasConditions(b, at) ? Layout.CONDITIONS_LENGTH : 0);
  }

  private static boolean isInList(byte[] b, int at) {
    return (word(b, at, 10) & IS_IN_LIST) != 0;
  }

  private static boolean hasConditions(byte[] b, int at) {
    return (word(b, at, 10) & HAS_CONDITIONS) != 0;
  }

  private static void readFact(byte[] b, int at, FactSink sink) {
    int type = Layout.getUnsignedByte(b, at);
    int first = Layout.getUnsignedByte(b, at + 1);
    int second = Layout.getUnsignedByte(b, at + 2);
    int third = Layout.getUnsignedByte(b, at + 3);
    int number = Layout.getInt(b, at + 4);
    switch (type) {
      case REFUSED -> sink.refused(number, word(b, at, 1), word(b, at, 2));
      case ASSET_LISTED -> sink.assetListed(Layout.getAsset(b, at + 8));
      case SYMBOL_LISTED -> sink.symbolListed(Layout.getSymbol(b, at + 8));
      case SYMBOL_CHANGED -> sink.symbolChanged(Layout.getSymbol(b, at + 8));
      case REFERENCE_PRICE_SET ->
          sink.referencePriceSet(number, word(b, at, 1), word(b, at, 2), first == 1);
      case MARKET_STATUS ->
          sink.marketStatus(
              new MarketStatus(
                  number,
                  MarketState.of(first),
                  MarketCause.of(second),
                  third == 0 ? Optional.empty() : Optional.of(MarketState.of(third)),
                  word(b, at, 1),
                  call(word(b, at, 2), (int) word(b, at, 4) & 0xff),
                  call(word(b, at, 3), (int) word(b, at, 4) >> 8 & 0xff),
                  (int) (word(b, at, 4) >> 16)));
      case AUCTION_UNCROSSED ->
          sink.auctionUncrossed(number, word(b, at, 1), word(b, at, 2), word(b, at, 3));
      case ACCOUNT_FLAGS_SET -> sink.accountFlagsSet(word(b, at, 1), number);
      case FEES_SET -> sink.feesSet(Layout.getFees(b, at + 8));
      case FEE_GROUP_SET -> sink.feeGroupSet(word(b, at, 1), number);
      case VOLUME_COUNTED ->
          sink.volumeCounted(word(b, at, 1), number, (int) word(b, at, 2), word(b, at, 3));
      case SAFE_STATE_SET ->
          sink.safeStateSet(SafeState.of(first), SafeStateCause.of(second), word(b, at, 1));
      case JOURNALED ->
          sink.journaled(
              word(b, at, 1),
              word(b, at, 2),
              number,
              word(b, at, 3),
              first,
              word(b, at, 4),
              word(b, at, 5));
      case TRANSFERRED ->
          sink.transferred(
              word(b, at, 1),
              word(b, at, 2),
              number,
              word(b, at, 3),
              Layout.entryType(first),
              second,
              (int) word(b, at, 4),
              word(b, at, 5),
              word(b, at, 6),
              word(b, at, 7));
      case PERIOD_CLOSED -> sink.periodClosed(number);
      case FUNDS_HELD ->
          sink.fundsHeld(
              word(b, at, 1),
              word(b, at, 2),
              number,
              word(b, at, 3),
              word(b, at, 4),
              word(b, at, 5),
              word(b, at, 6));
      case HOLD_REDUCED ->
          sink.holdReduced(
              word(b, at, 1),
              word(b, at, 2),
              number,
              word(b, at, 3),
              word(b, at, 4),
              HoldEnd.of(first));
      case ACCOUNT_BLOCKS_SET ->
          sink.accountBlocksSet(word(b, at, 1), number, (int) word(b, at, 2));
      case CANCEL_ALL_AFTER_SET -> sink.cancelAllAfterSet(word(b, at, 1), word(b, at, 2));
      case RULE_VERSION_SET -> sink.ruleVersionSet(number);
      case ORDER_ACCEPTED -> sink.orderAccepted(acceptedOrder(b, at));
      case ORDER_RESTED ->
          sink.orderRested(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              word(b, at, 3),
              word(b, at, 4));
      case TRADED -> sink.traded(trade(b, at));
      case ORDER_REPLACED ->
          sink.orderReplaced(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              word(b, at, 3),
              word(b, at, 4),
              word(b, at, 5),
              word(b, at, 6),
              word(b, at, 7),
              second == 1);
      case SELF_TRADE_PREVENTED ->
          sink.selfTradePrevented(
              word(b, at, 1),
              number,
              Layout.side(first),
              Layout.selfTradePrevention(second),
              word(b, at, 2),
              word(b, at, 3),
              word(b, at, 4),
              word(b, at, 5),
              word(b, at, 6),
              word(b, at, 7));
      case ORDER_DONE ->
          sink.orderDone(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              DoneReason.of(second),
              word(b, at, 3),
              word(b, at, 4),
              third == 1);
      case ORDER_TRIGGERED ->
          sink.orderTriggered(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              word(b, at, 3),
              word(b, at, 4));
      case ORDER_LIST_PLACED ->
          sink.orderListPlaced(
              word(b, at, 1),
              word(b, at, 2),
              number,
              OrderListType.of(first),
              Layout.getClientOrderId(b, at + 24));
      case ORDER_ACTIVATED ->
          sink.orderActivated(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              second == 1,
              word(b, at, 3),
              word(b, at, 4));
      case WAITING_ORDER_REPLACED ->
          sink.waitingOrderReplaced(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              word(b, at, 3),
              word(b, at, 4),
              word(b, at, 5));
      case ORDER_CONCEALED ->
          sink.orderConcealed(
              word(b, at, 1),
              word(b, at, 2),
              number,
              Layout.side(first),
              word(b, at, 3),
              word(b, at, 4));
      case POSTED ->
          sink.posted(
              Posting.of(
                  word(b, at, 1),
                  number,
                  Layout.bucket(first),
                  Layout.entryType(second),
                  word(b, at, 2),
                  word(b, at, 3),
                  word(b, at, 4),
                  word(b, at, 5)));
      default -> throw Layout.unknown("fact type", type);
    }
  }

  private static ExecutedTrade trade(byte[] b, int at) {
    ExecutedTrade trade =
        ExecutedTrade.of(
            word(b, at, 1),
            Layout.getInt(b, at + 4),
            Layout.side(Layout.getUnsignedByte(b, at + 1)),
            word(b, at, 2),
            word(b, at, 3),
            word(b, at, 4),
            word(b, at, 5),
            word(b, at, 6),
            word(b, at, 7),
            word(b, at, 8),
            word(b, at, 9),
            word(b, at, 10),
            word(b, at, 11));
    return isAuction(b, at) ? trade.inAuction(word(b, at, 12), word(b, at, 13)) : trade;
  }

  private static Optional<AuctionCall> call(long uncrossAtMicros, int then) {
    return then == 0
        ? Optional.empty()
        : Optional.of(new AuctionCall(uncrossAtMicros, MarketState.of(then)));
  }

  private static AcceptedOrder acceptedOrder(byte[] b, int at) {
    OrderTerms terms =
        new OrderTerms(
            Layout.getInt(b, at + 4),
            Layout.side(Layout.getUnsignedByte(b, at + 1)),
            Layout.orderType(Layout.getUnsignedByte(b, at + 2)),
            Layout.timeInForce(Layout.getUnsignedByte(b, at + 3)),
            word(b, at, 3),
            word(b, at, 4),
            Layout.getClientOrderId(b, at + 40),
            Layout.selfTradePrevention((int) word(b, at, 10) >> 8),
            (word(b, at, 10) & 1) == 1,
            word(b, at, 11),
            hasConditions(b, at)
                ? Layout.getConditions(b, at + ORDER_ACCEPTED_LENGTH)
                : Conditions.NONE);
    return AcceptedOrder.of(
        word(b, at, 1),
        word(b, at, 2),
        terms,
        isInList(b, at) ? Layout.getLong(b, listAt(b, at)) : 0,
        (word(b, at, 10) & IS_PENDING) != 0,
        word(b, at, 12),
        word(b, at, 13),
        word(b, at, 14));
  }

  private static long word(byte[] b, int at, int index) {
    return Layout.getLong(b, at + (index << 3));
  }
}
