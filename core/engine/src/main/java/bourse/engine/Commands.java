package bourse.engine;

import bourse.domain.AccountBlock;
import bourse.domain.AdjustmentCategory;
import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Builds and reads command frames, the one versioned fixed layout of the command log. All numbers
 * are little endian.
 *
 * <pre>
 *   0  i32  length of the whole frame, a multiple of 8
 *   4  u8   type
 *   5  u8   layout version, {@link #LAYOUT_VERSION}
 *   6  u16  flags, none yet: 0
 *   8  i64  sequence            stamped when the command gets its place in the log
 *  16  i64  log time, micros    stamped likewise
 *  24  i64  command id, high    32  i64  command id, low
 *  40  i64  created at, micros
 *  48  i64  trace id, high      56  i64  trace id, low
 *  64  i64  span id
 *  72       the body of the type
 * </pre>
 *
 * Bodies: account and order ids, prices, quantities and amounts are i64, numbers of assets and
 * symbols i32.
 *
 * <p>A builder checks only that its arguments can be written; whether the command makes sense is
 * for the engine to say, as a refusal.
 */
public final class Commands {
  public static final int LAYOUT_VERSION = 1;

  public static final int ADD_ASSET = 1;
  public static final int LIST_SYMBOL = 2;
  public static final int DEPOSIT = 3;
  public static final int WITHDRAW = 4;
  public static final int SET_ACCOUNT_FLAGS = 5;
  public static final int PLACE = 6;
  public static final int CANCEL = 7;
  public static final int REPLACE = 8;
  public static final int SET_RULE_VERSION = 9;
  public static final int TICK = 10;
  public static final int CANCEL_ALL = 11;
  public static final int CANCEL_ALL_AFTER = 12;
  public static final int CANCEL_AND_PLACE = 13;
  public static final int PLACE_LIST = 20;
  public static final int CANCEL_LIST = 21;
  public static final int SET_ACCOUNT_BLOCKS = 40;
  public static final int JOURNAL = 41;
  public static final int SET_SAFE_STATE = 42;
  public static final int SET_FEES = 43;
  public static final int SET_FEE_GROUP = 44;
  public static final int TRANSFER = 45;
  public static final int CLOSE_PERIOD = 46;
  public static final int HOLD_FUNDS = 47;
  public static final int SETTLE_HOLD = 48;
  public static final int RELEASE_HOLD = 49;

  public static final int SET_MARKET_STATE = 30;
  public static final int CHANGE_SYMBOL = 31;
  public static final int DELIST_SYMBOL = 32;
  public static final int SET_REFERENCE_PRICE = 33;
  public static final int CALL_AUCTION = 34;

  /** The longest frame that is valid; market definitions are the only long ones. */
  public static final int MAXIMUM_LENGTH = 4096;

  static final int HEADER_LENGTH = 72;

  private static final int TYPE = 4;
  private static final int VERSION = 5;
  private static final int FLAGS = 6;
  private static final int SEQUENCE = 8;
  private static final int LOG_TIME = 16;
  private static final int COMMAND_ID = 24;
  private static final int CREATED_AT = 40;
  private static final int TRACE_ID = 48;
  private static final int SPAN_ID = 64;

  static final int BODY = HEADER_LENGTH;

  // All bodies that have an account start with it.
  static final int ACCOUNT = BODY;
  static final int TRANSFER_ASSET = BODY + 8;
  static final int TRANSFER_AMOUNT = BODY + 16;
  static final int TRANSFER_REFERENCE = BODY + 24;
  static final int FEE_GROUP = BODY + 8;
  static final int SAFE_STATE = BODY;
  static final int SAFE_STATE_CAUSE = BODY + 4;
  static final int TRANSFER_REASON = BODY + 12;
  static final int JOURNAL_TO = BODY + 40;
  static final int TRANSFER_ABOUT = BODY + 48;
  static final int TRANSFER_BUSINESS_DAY = BODY + 56;
  static final int TRANSFER_KIND = BODY + 60;
  static final int PERIOD_DAY = BODY;
  static final int HOLD_EXPIRES_AT = BODY + 40;
  static final int HOLD_ID = BODY + 8;
  static final int SETTLE_TO = BODY + 40;
  static final int SETTLE_KIND = BODY + 48;
  static final int ACCOUNT_FLAGS = BODY + 8;
  static final int ACCOUNT_BLOCKS = BODY + 8;
  static final int ACCOUNT_BLOCK_REASON = BODY + 12;
  static final int PLACE_SYMBOL = BODY + 8;
  static final int PLACE_SIDE = BODY + 12;
  static final int PLACE_TYPE = BODY + 13;
  static final int PLACE_TIME_IN_FORCE = BODY + 14;
  static final int PLACE_OPTIONS = BODY + 15;
  static final int PLACE_PRICE = BODY + 16;
  static final int PLACE_QUANTITY = BODY + 24;
  static final int PLACE_CLIENT_ORDER_ID = BODY + 32;
  static final int PLACE_EXPIRES_AT = BODY + 72;
  static final int PLACE_CONDITIONS = BODY + 80;
  static final int ORDER_ID = BODY + 8;
  static final int ORDER_VERSION = BODY + 16;
  static final int REPLACE_PRICE = BODY + 24;
  static final int REPLACE_OPEN = BODY + 32;
  static final int REPLACE_TRIGGER = BODY + 40;
  static final int LIST_TYPE = BODY + 8;
  static final int LIST_CLIENT_ORDER_ID = BODY + 16;
  private static final int LIST_ORDERS = BODY + 56;
  static final int CANCEL_ALL_SYMBOL = BODY + 8;
  static final int CANCEL_ALL_TIMEOUT = BODY + 8;
  static final int RULE_VERSION = BODY;

  static final int LISTED_STATE = BODY;
  static final int LISTED_SYMBOL = BODY + 8;
  static final int MARKET_SYMBOL = BODY;
  static final int MARKET_STATE = BODY + 4;
  static final int MARKET_AT = BODY + 8;
  static final int AUCTION_UNCROSS_AT = BODY + 16;
  static final int REFERENCE_PRICE = BODY + 8;
  static final int REFERENCE_SEEN_AT = BODY + 16;

  private static final int SET_REFERENCE_PRICE_LENGTH = HEADER_LENGTH + 24;

  private static final int SET_MARKET_STATE_LENGTH = HEADER_LENGTH + 16;
  private static final int CALL_AUCTION_LENGTH = HEADER_LENGTH + 24;
  private static final int DELIST_SYMBOL_LENGTH = HEADER_LENGTH + 8;
  private static final int TRANSFER_LENGTH = HEADER_LENGTH + 40;
  private static final int SET_FEE_GROUP_LENGTH = HEADER_LENGTH + 16;
  private static final int SET_SAFE_STATE_LENGTH = HEADER_LENGTH + 8;
  private static final int JOURNAL_LENGTH = TRANSFER_LENGTH + 8;
  private static final int BOOKED_TRANSFER_LENGTH = JOURNAL_LENGTH + 16;
  private static final int CLOSE_PERIOD_LENGTH = HEADER_LENGTH + 8;
  private static final int HOLD_FUNDS_LENGTH = TRANSFER_LENGTH + 8;
  private static final int SETTLE_HOLD_LENGTH = HEADER_LENGTH + 56;
  private static final int RELEASE_HOLD_LENGTH = HEADER_LENGTH + 16;
  private static final int SET_ACCOUNT_FLAGS_LENGTH = HEADER_LENGTH + 16;
  private static final int SET_ACCOUNT_BLOCKS_LENGTH = HEADER_LENGTH + 16;
  private static final int PLACE_LENGTH = HEADER_LENGTH + 72;
  private static final int PLACE_LONG_LENGTH = HEADER_LENGTH + 80 + Layout.CONDITIONS_LENGTH;
  private static final int LISTED_ORDER_LENGTH = PLACE_LONG_LENGTH - HEADER_LENGTH;
  private static final int CANCEL_LIST_LENGTH = HEADER_LENGTH + 16;
  private static final int CANCEL_LENGTH = HEADER_LENGTH + 24;
  private static final int REPLACE_LENGTH = HEADER_LENGTH + 40;
  private static final int REPLACE_LONG_LENGTH = HEADER_LENGTH + 48;
  private static final int CANCEL_ALL_LENGTH = HEADER_LENGTH + 16;
  private static final int CANCEL_ALL_AFTER_LENGTH = HEADER_LENGTH + 16;

  /** What CANCEL_AND_PLACE has after the fields of PLACE: the other order's id and version. */
  private static final int REPLACED_LENGTH = 16;

  private static final int SET_RULE_VERSION_LENGTH = HEADER_LENGTH + 8;

  // Bits of PLACE_OPTIONS. A frame with IS_LONG has the fields that few orders have.
  private static final int POST_ONLY = 1;
  private static final int SELF_TRADE_PREVENTION = 14;
  private static final int IS_LONG = 128;

  private Commands() {}

  /** The name of a type, for people; {@code TYPE_99} for one that this version does not know. */
  public static String typeName(int type) {
    return switch (type) {
      case ADD_ASSET -> "ADD_ASSET";
      case LIST_SYMBOL -> "LIST_SYMBOL";
      case DEPOSIT -> "DEPOSIT";
      case WITHDRAW -> "WITHDRAW";
      case SET_ACCOUNT_FLAGS -> "SET_ACCOUNT_FLAGS";
      case PLACE -> "PLACE";
      case CANCEL -> "CANCEL";
      case REPLACE -> "REPLACE";
      case SET_RULE_VERSION -> "SET_RULE_VERSION";
      case TICK -> "TICK";
      case CANCEL_ALL -> "CANCEL_ALL";
      case CANCEL_ALL_AFTER -> "CANCEL_ALL_AFTER";
      case CANCEL_AND_PLACE -> "CANCEL_AND_PLACE";
      case PLACE_LIST -> "PLACE_LIST";
      case CANCEL_LIST -> "CANCEL_LIST";
      case SET_MARKET_STATE -> "SET_MARKET_STATE";
      case CHANGE_SYMBOL -> "CHANGE_SYMBOL";
      case DELIST_SYMBOL -> "DELIST_SYMBOL";
      case SET_REFERENCE_PRICE -> "SET_REFERENCE_PRICE";
      case CALL_AUCTION -> "CALL_AUCTION";
      case SET_ACCOUNT_BLOCKS -> "SET_ACCOUNT_BLOCKS";
      case JOURNAL -> "JOURNAL";
      case SET_SAFE_STATE -> "SET_SAFE_STATE";
      case SET_FEES -> "SET_FEES";
      case SET_FEE_GROUP -> "SET_FEE_GROUP";
      case TRANSFER -> "TRANSFER";
      case CLOSE_PERIOD -> "CLOSE_PERIOD";
      case HOLD_FUNDS -> "HOLD_FUNDS";
      case SETTLE_HOLD -> "SETTLE_HOLD";
      case RELEASE_HOLD -> "RELEASE_HOLD";
      default -> "TYPE_" + type;
    };
  }

  /** Makes an asset known. Refused with ALREADY_EXISTS or INVALID_DEFINITION. */
  public static byte[] addAsset(CommandContext context, AssetDefinition asset) {
    byte[] frame = frame(context, ADD_ASSET, HEADER_LENGTH + Layout.size(asset));
    Layout.putAsset(frame, HEADER_LENGTH, asset);
    return frame;
  }

  /** As {@link #listSymbol(CommandContext, SymbolDefinition, MarketState)}, trading at once. */
  public static byte[] listSymbol(CommandContext context, SymbolDefinition symbol) {
    return listSymbol(context, symbol, MarketState.TRADING);
  }

  /**
   * Opens a market in a state. Both assets were added before, exactly as they stand in the
   * definition. Refused with ALREADY_EXISTS (also when a delisted symbol had the number or name),
   * UNKNOWN_ASSET or INVALID_DEFINITION.
   */
  public static byte[] listSymbol(
      CommandContext context, SymbolDefinition symbol, MarketState state) {
    byte[] frame = frame(context, LIST_SYMBOL, LISTED_SYMBOL + Layout.size(symbol));
    Layout.putInt(frame, LISTED_STATE, state.number());
    Layout.putSymbol(frame, LISTED_SYMBOL, symbol);
    return frame;
  }

  /**
   * Sets fees and limits of a listed symbol. Orders that rest keep their fees, and stay also when
   * they break the new limits. Refused with UNKNOWN_SYMBOL, SYMBOL_DELISTED, CHANGE_NOT_ALLOWED
   * (the symbol would be counted in other units) or INVALID_DEFINITION.
   */
  public static byte[] changeSymbol(CommandContext context, SymbolDefinition symbol) {
    byte[] frame = frame(context, CHANGE_SYMBOL, BODY + Layout.size(symbol));
    Layout.putSymbol(frame, BODY, symbol);
    return frame;
  }

  /**
   * Takes a symbol off the exchange for ever: its orders are cancelled, by this command and those
   * after it, and its number and name are never used again. Refused with UNKNOWN_SYMBOL or
   * SYMBOL_DELISTED.
   */
  public static byte[] delistSymbol(CommandContext context, int symbol) {
    byte[] frame = frame(context, DELIST_SYMBOL, DELIST_SYMBOL_LENGTH);
    Layout.putInt(frame, MARKET_SYMBOL, symbol);
    return frame;
  }

  /**
   * Sets a market's reference price, which counts before its last trade until it is stale. Refused
   * with UNKNOWN_SYMBOL, SYMBOL_DELISTED, INVALID_PRICE (negative) or REFERENCE_TOO_OLD.
   *
   * @param priceTicks 0 takes it away
   * @param seenAtMicros when the price was seen; a time ahead of the log's counts as the log's
   */
  public static byte[] setReferencePrice(
      CommandContext context, int symbol, long priceTicks, long seenAtMicros) {
    byte[] frame = frame(context, SET_REFERENCE_PRICE, SET_REFERENCE_PRICE_LENGTH);
    Layout.putInt(frame, MARKET_SYMBOL, symbol);
    Layout.putLong(frame, REFERENCE_PRICE, priceTicks);
    Layout.putLong(frame, REFERENCE_SEEN_AT, seenAtMicros);
    return frame;
  }

  /**
   * Begins an auction in a market, or plans to; in an auction sets when that ends. Refused as
   * {@link #setMarketState} is, or with INVALID_AUCTION.
   *
   * @param atMicros when, by the log's time, instead of what was planned before; 0 for now
   * @param uncrossAtMicros when it stops collecting orders, and trades; 0: when an operator says so
   * @param then what the market becomes after that; of no meaning without an end
   */
  public static byte[] callAuction(
      CommandContext context, int symbol, long atMicros, long uncrossAtMicros, MarketState then) {
    byte[] frame = frame(context, CALL_AUCTION, CALL_AUCTION_LENGTH);
    Layout.putInt(frame, MARKET_SYMBOL, symbol);
    Layout.putInt(frame, MARKET_STATE, then.number());
    Layout.putLong(frame, MARKET_AT, atMicros);
    Layout.putLong(frame, AUCTION_UNCROSS_AT, uncrossAtMicros);
    return frame;
  }

  /**
   * Brings a market into another state, or plans to. The state that it is in takes a plan back. A
   * plan that is not possible when its time comes is dropped. Refused with UNKNOWN_SYMBOL,
   * SYMBOL_DELISTED, ILLEGAL_TRANSITION, TRANSITION_TIME_PAST, BOOK_CROSSED or AUCTION_UNCROSSING,
   * and an auction that would trade while the venue takes no orders with the venue's refusal.
   *
   * @param atMicros when, by the log's time, instead of what was planned before; 0 for now
   */
  public static byte[] setMarketState(
      CommandContext context, int symbol, MarketState state, long atMicros) {
    byte[] frame = frame(context, SET_MARKET_STATE, SET_MARKET_STATE_LENGTH);
    Layout.putInt(frame, MARKET_SYMBOL, symbol);
    Layout.putInt(frame, MARKET_STATE, state.number());
    Layout.putLong(frame, MARKET_AT, atMicros);
    return frame;
  }

  /**
   * Credits an account against {@link SystemAccounts#OMNIBUS}. Refused with UNKNOWN_ACCOUNT (a
   * house account), UNKNOWN_ASSET or AMOUNT_OUT_OF_RANGE.
   *
   * @param referenceHigh with {@code referenceLow} the payment reference, unique for ever
   */
  public static byte[] deposit(
      CommandContext context,
      long account,
      int asset,
      long amount,
      long referenceHigh,
      long referenceLow) {
    return transfer(context, DEPOSIT, account, asset, amount, referenceHigh, referenceLow);
  }

  /**
   * Debits what is available. Refused as {@link #deposit}, and with ACCOUNT_FROZEN,
   * ACCOUNT_TRANSFERS_BLOCKED or INSUFFICIENT_FUNDS.
   *
   * @param referenceHigh with {@code referenceLow} the payment reference, unique for ever
   */
  public static byte[] withdraw(
      CommandContext context,
      long account,
      int asset,
      long amount,
      long referenceHigh,
      long referenceLow) {
    return transfer(context, WITHDRAW, account, asset, amount, referenceHigh, referenceLow);
  }

  /**
   * Moves what is available from one account to another. Either may be {@link
   * SystemAccounts#FEE_REVENUE}. Refused with UNKNOWN_ACCOUNT (another house account),
   * SAME_ACCOUNT, UNKNOWN_ASSET, AMOUNT_OUT_OF_RANGE, ACCOUNT_FROZEN or ACCOUNT_TRANSFERS_BLOCKED
   * (of the account that pays), or INSUFFICIENT_FUNDS.
   *
   * @param referenceHigh with {@code referenceLow} the journal's reference, unique for ever
   */
  public static byte[] journal(
      CommandContext context,
      long from,
      long to,
      int asset,
      long amount,
      JournalReason reason,
      long referenceHigh,
      long referenceLow) {
    byte[] frame = frame(context, JOURNAL, JOURNAL_LENGTH);
    putTransfer(frame, from, asset, amount, referenceHigh, referenceLow);
    Layout.putInt(frame, TRANSFER_REASON, reason.number());
    Layout.putLong(frame, JOURNAL_TO, to);
    return frame;
  }

  /**
   * Books what came in, what was wrong, or what goes between accounts of the house. Either side may
   * be any of these, and of them all but {@link SystemAccounts#FEE_REVENUE} may pay what they do
   * not have. Refused with UNKNOWN_ACCOUNT, SAME_ACCOUNT, UNKNOWN_ASSET, AMOUNT_OUT_OF_RANGE,
   * ACCOUNT_FROZEN or ACCOUNT_TRANSFERS_BLOCKED (of a client who pays, but for a DEPOSIT or a
   * REVERSAL), INSUFFICIENT_FUNDS, PERIOD_CLOSED or BUSINESS_DATE_AHEAD.
   *
   * @param kind DEPOSIT (an account of the house to a client), SETTLEMENT (both of the house),
   *     ADJUSTMENT or REVERSAL
   * @param reason a number of {@link AdjustmentCategory}; 0 for none
   * @param about the command that is reversed or put right; 0 for none
   * @param businessDay to which day it counts, in days since 1970 (UTC); 0 for that of the log's
   *     time
   * @param referenceHigh with {@code referenceLow} the transfer's reference, unique for ever
   * @throws IllegalArgumentException when the kind is another
   */
  public static byte[] transfer(
      CommandContext context,
      long from,
      long to,
      int asset,
      long amount,
      EntryType kind,
      int reason,
      long about,
      int businessDay,
      long referenceHigh,
      long referenceLow) {
    requireTransferKind(kind);
    byte[] frame = frame(context, TRANSFER, BOOKED_TRANSFER_LENGTH);
    putTransfer(frame, from, asset, amount, referenceHigh, referenceLow);
    Layout.putInt(frame, TRANSFER_REASON, reason);
    Layout.putLong(frame, JOURNAL_TO, to);
    Layout.putLong(frame, TRANSFER_ABOUT, about);
    Layout.putInt(frame, TRANSFER_BUSINESS_DAY, businessDay);
    Layout.putInt(frame, TRANSFER_KIND, kind.number);
    return frame;
  }

  /**
   * Closes the books up to a day: no transfer counts to that day or one before it any more. Refused
   * with PERIOD_CLOSED when they are closed so far already, or PERIOD_NOT_OVER.
   *
   * @param day in days since 1970 (UTC); must be over by the log's time
   */
  public static byte[] closePeriod(CommandContext context, int day) {
    byte[] frame = frame(context, CLOSE_PERIOD, CLOSE_PERIOD_LENGTH);
    Layout.putInt(frame, PERIOD_DAY, day);
    return frame;
  }

  /**
   * Sets aside what is available, for something that ends later: a withdrawal that is on its way.
   * The hold's id is the sequence of this command. Refused as {@link #withdraw}, or with
   * INVALID_EXPIRY.
   *
   * @param expiresAtMicros when it is given back unless it ended before, by the log's time; 0 for
   *     never
   * @param referenceHigh with {@code referenceLow} what it is for; not 0
   */
  public static byte[] holdFunds(
      CommandContext context,
      long account,
      int asset,
      long amount,
      long expiresAtMicros,
      long referenceHigh,
      long referenceLow) {
    if (referenceHigh == 0) {
      throw new IllegalArgumentException("The reference of a hold is a UUID of our own");
    }
    byte[] frame = frame(context, HOLD_FUNDS, HOLD_FUNDS_LENGTH);
    putTransfer(frame, account, asset, amount, referenceHigh, referenceLow);
    Layout.putLong(frame, HOLD_EXPIRES_AT, expiresAtMicros);
    return frame;
  }

  /**
   * Moves what is held, or a part of it, to where it was meant to go; the rest stays held. It is
   * taken whatever the account's blocks say, because the money has gone. Refused with UNKNOWN_HOLD
   * (also when it ended, or is another account's), UNKNOWN_ACCOUNT or SAME_ACCOUNT (the other
   * side), AMOUNT_OUT_OF_RANGE or HOLD_EXCEEDED.
   *
   * @param to any other account, also of the house
   * @param kind WITHDRAWAL, or FEE for what the firm takes for it
   * @param referenceHigh with {@code referenceLow} the payment reference, unique for ever; not 0
   */
  public static byte[] settleHold(
      CommandContext context,
      long account,
      long holdId,
      long to,
      long amount,
      EntryType kind,
      long referenceHigh,
      long referenceLow) {
    requireSettlementKind(kind);
    if (referenceHigh == 0) {
      throw new IllegalArgumentException("The reference of a settlement is a UUID of our own");
    }
    byte[] frame = frame(context, SETTLE_HOLD, SETTLE_HOLD_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putLong(frame, HOLD_ID, holdId);
    Layout.putLong(frame, TRANSFER_AMOUNT, amount);
    Layout.putLong(frame, TRANSFER_REFERENCE, referenceHigh);
    Layout.putLong(frame, TRANSFER_REFERENCE + 8, referenceLow);
    Layout.putLong(frame, SETTLE_TO, to);
    Layout.putInt(frame, SETTLE_KIND, kind.number);
    return frame;
  }

  /** Gives back what is held, and ends the hold. Refused with UNKNOWN_HOLD. */
  public static byte[] releaseHold(CommandContext context, long account, long holdId) {
    byte[] frame = frame(context, RELEASE_HOLD, RELEASE_HOLD_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putLong(frame, HOLD_ID, holdId);
    return frame;
  }

  private static void requireTransferKind(EntryType kind) {
    switch (kind) {
      case DEPOSIT, ADJUSTMENT, REVERSAL, SETTLEMENT -> {
        // One of those that a transfer may be.
      }
      case WITHDRAWAL, HOLD, RELEASE, TRADE, FEE, JOURNAL, BALANCE ->
          throw new IllegalArgumentException("A transfer is no " + kind);
    }
  }

  private static void requireSettlementKind(EntryType kind) {
    if (kind != EntryType.WITHDRAWAL && kind != EntryType.FEE) {
      throw new IllegalArgumentException("What is held does not end as " + kind);
    }
  }

  /**
   * Sets all flags of an account, see {@link AccountFlags}. They count for orders accepted from now
   * on. Refused with UNKNOWN_ACCOUNT (a house account).
   */
  public static byte[] setAccountFlags(CommandContext context, long account, int flags) {
    byte[] frame = frame(context, SET_ACCOUNT_FLAGS, SET_ACCOUNT_FLAGS_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putInt(frame, ACCOUNT_FLAGS, flags);
    return frame;
  }

  /**
   * Sets all blocks of an account: from now on it may not do these things, and everything else. An
   * account that is frozen loses its open orders, up to {@link ExchangeEngine#CANCEL_LIMIT} with
   * this command and the rest before the next ones. Refused with UNKNOWN_ACCOUNT (a house account).
   *
   * @param blocks none to resume
   */
  public static byte[] setAccountBlocks(
      CommandContext context, long account, Set<AccountBlock> blocks, SuspensionReason reason) {
    byte[] frame = frame(context, SET_ACCOUNT_BLOCKS, SET_ACCOUNT_BLOCKS_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putInt(frame, ACCOUNT_BLOCKS, AccountBlock.bits(blocks));
    Layout.putInt(frame, ACCOUNT_BLOCK_REASON, reason.number());
    return frame;
  }

  /**
   * Places an order. Refused with UNKNOWN_SYMBOL, UNSUPPORTED_COMBINATION ({@link
   * OrderCombinations}), INVALID_PRICE, INVALID_QUANTITY, NOTIONAL_OUT_OF_RANGE, INVALID_EXPIRY,
   * POST_ONLY_WOULD_TRADE, SELF_TRADES_NOT_ALLOWED, DUPLICATE_CLIENT_ORDER_ID (with the id of the
   * order that has it), ACCOUNT_CANCEL_ONLY, ACCOUNT_FROZEN, INSUFFICIENT_FUNDS, COMMAND_TOO_OLD,
   * for a limit of the symbol with ABOVE_MAXIMUM_NOTIONAL, ABOVE_MARKET_QUANTITY,
   * TOO_MANY_OPEN_ORDERS, ABOVE_MAXIMUM_POSITION, PRICE_OUTSIDE_BAND or NO_REFERENCE_PRICE, or for
   * its conditions with AMOUNT_OUT_OF_RANGE, AMOUNT_TOO_SMALL, INVALID_STOP_PRICE,
   * STOP_PRICE_REACHED, INVALID_TRAIL, NO_LAST_PRICE or INVALID_DISPLAY_QUANTITY.
   */
  public static byte[] place(CommandContext context, long account, OrderTerms terms) {
    return place(context, PLACE, 0, account, terms);
  }

  /**
   * Cancels an open order of the account and places another, or does neither. The new one is judged
   * as if the other were gone. Refused as {@link #cancel} and {@link #place}.
   *
   * @param version 0 for any
   */
  public static byte[] cancelAndPlace(
      CommandContext context, long account, long orderId, long version, OrderTerms terms) {
    byte[] frame = place(context, CANCEL_AND_PLACE, REPLACED_LENGTH, account, terms);
    Layout.putLong(frame, frame.length - 16, orderId);
    Layout.putLong(frame, frame.length - 8, version);
    return frame;
  }

  static long replacedOrder(byte[] frames, int offset) {
    return Layout.getLong(frames, offset + length(frames, offset) - 16);
  }

  static long replacedVersion(byte[] frames, int offset) {
    return Layout.getLong(frames, offset + length(frames, offset) - 8);
  }

  private static byte[] place(
      CommandContext context, int type, int more, long account, OrderTerms terms) {
    boolean isLong = terms.expiresAtMicros() != 0 || !terms.conditions().isNone();
    byte[] frame = frame(context, type, (isLong ? PLACE_LONG_LENGTH : PLACE_LENGTH) + more);
    putOrder(frame, 0, account, terms, isLong);
    return frame;
  }

  /** Writes an order's body where it would stand in a frame at that offset. */
  private static void putOrder(
      byte[] frame, int offset, long account, OrderTerms terms, boolean isLong) {
    Layout.putLong(frame, offset + ACCOUNT, account);
    Layout.putInt(frame, offset + PLACE_SYMBOL, terms.symbol());
    frame[offset + PLACE_SIDE] = (byte) Layout.number(terms.side());
    frame[offset + PLACE_TYPE] = (byte) Layout.number(terms.type());
    frame[offset + PLACE_TIME_IN_FORCE] = (byte) Layout.number(terms.timeInForce());
    frame[offset + PLACE_OPTIONS] =
        (byte)
            ((terms.isPostOnly() ? POST_ONLY : 0)
                | Layout.number(terms.selfTradePrevention()) << 1
                | (isLong ? IS_LONG : 0));
    Layout.putLong(frame, offset + PLACE_PRICE, terms.priceTicks());
    Layout.putLong(frame, offset + PLACE_QUANTITY, terms.quantityLots());
    Layout.putClientOrderId(frame, offset + PLACE_CLIENT_ORDER_ID, terms.clientOrderId());
    if (isLong) {
      Layout.putLong(frame, offset + PLACE_EXPIRES_AT, terms.expiresAtMicros());
      Layout.putConditions(frame, offset + PLACE_CONDITIONS, terms.conditions());
    }
  }

  /**
   * Places all orders of a list, or none. Refused as {@link #place} for each of them, and with
   * INVALID_LIST, LIST_PRICES_CROSS, or DUPLICATE_CLIENT_ORDER_ID (also when an order has the
   * list's client order id, or another one's). An order that is pending is judged by its own values
   * now, and by the market and the account's funds when its turn comes.
   *
   * @param clientOrderId the list's own; of the same kind as those of orders, and unique with them
   * @param orders of an OCO the profit order and the stop order, of an OTO the working order and
   *     the pending one, of a bracket the working order, the profit order and the stop order
   * @throws IllegalArgumentException when they are more or fewer than the type has
   */
  public static byte[] placeList(
      CommandContext context,
      long account,
      OrderListType type,
      ClientOrderId clientOrderId,
      List<OrderTerms> orders) {
    if (orders.size() != type.orders()) {
      throw new IllegalArgumentException(type + " has " + type.orders() + " orders");
    }
    byte[] frame = frame(context, PLACE_LIST, listLength(type));
    Layout.putLong(frame, ACCOUNT, account);
    frame[LIST_TYPE] = (byte) type.number();
    Layout.putClientOrderId(frame, LIST_CLIENT_ORDER_ID, clientOrderId);
    for (int i = 0; i < orders.size(); i++) {
      putOrder(frame, listedOrder(0, i), account, orders.get(i), true);
    }
    return frame;
  }

  /**
   * Where the frame of a list's order would start, if it were one of its own: its body is in there
   * whole, so it is read as every other.
   */
  static int listedOrder(int offset, int place) {
    return offset + LIST_ORDERS - BODY + place * LISTED_ORDER_LENGTH;
  }

  static OrderListType listType(byte[] frames, int offset) {
    return OrderListType.of(Layout.getUnsignedByte(frames, offset + LIST_TYPE));
  }

  private static int listLength(OrderListType type) {
    return LIST_ORDERS + type.orders() * LISTED_ORDER_LENGTH;
  }

  /** Cancels what is open of a list. Refused with UNKNOWN_ORDER_LIST or ACCOUNT_FROZEN. */
  public static byte[] cancelList(CommandContext context, long account, long listId) {
    byte[] frame = frame(context, CANCEL_LIST, CANCEL_LIST_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putLong(frame, ORDER_ID, listId);
    return frame;
  }

  /** As {@link #place(CommandContext, long, OrderTerms)}, without further conditions. */
  public static byte[] place(
      CommandContext context,
      long account,
      int symbol,
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      long priceTicks,
      long quantityLots,
      ClientOrderId clientOrderId) {
    return place(
        context,
        account,
        OrderTerms.of(symbol, side, type, timeInForce, priceTicks, quantityLots, clientOrderId));
  }

  static boolean isPostOnly(byte[] frames, int offset) {
    return (frames[offset + PLACE_OPTIONS] & POST_ONLY) != 0;
  }

  static SelfTradePrevention selfTradePrevention(byte[] frames, int offset) {
    return Layout.selfTradePrevention(
        (frames[offset + PLACE_OPTIONS] & SELF_TRADE_PREVENTION) >> 1);
  }

  static long expiresAtMicros(byte[] frames, int offset) {
    return isLong(frames, offset) ? Layout.getLong(frames, offset + PLACE_EXPIRES_AT) : 0;
  }

  static Conditions conditions(byte[] frames, int offset) {
    return isLong(frames, offset)
        ? Layout.getConditions(frames, offset + PLACE_CONDITIONS)
        : Conditions.NONE;
  }

  private static boolean isLong(byte[] frames, int offset) {
    return (frames[offset + PLACE_OPTIONS] & IS_LONG) != 0;
  }

  /** As {@link #cancel(CommandContext, long, long, long)}, whatever its version. */
  public static byte[] cancel(CommandContext context, long account, long orderId) {
    return cancel(context, account, orderId, 0);
  }

  /**
   * Cancels an open order of the account. Refused with UNKNOWN_ORDER, ACCOUNT_FROZEN, STALE_VERSION
   * or COMMAND_TOO_OLD.
   *
   * @param version the order's version, as {@link AcceptedOrder#version} counts; 0 for any
   */
  public static byte[] cancel(CommandContext context, long account, long orderId, long version) {
    byte[] frame = frame(context, CANCEL, CANCEL_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putLong(frame, ORDER_ID, orderId);
    Layout.putLong(frame, ORDER_VERSION, version);
    return frame;
  }

  /**
   * Cancels open orders of the account by their ids, up to {@link ExchangeEngine#CANCEL_LIMIT};
   * when it were that many there may be more. Refused with UNKNOWN_ACCOUNT (a house account),
   * UNKNOWN_SYMBOL, ACCOUNT_FROZEN or COMMAND_TOO_OLD.
   *
   * @param symbol 0 for all
   */
  public static byte[] cancelAll(CommandContext context, long account, int symbol) {
    byte[] frame = frame(context, CANCEL_ALL, CANCEL_ALL_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putInt(frame, CANCEL_ALL_SYMBOL, symbol);
    return frame;
  }

  /**
   * Cancels all open orders of the account when so much of the log's time has passed, unless this
   * is sent again before. Refused with UNKNOWN_ACCOUNT (a house account), INVALID_EXPIRY (negative,
   * or more than a day), ACCOUNT_FROZEN or COMMAND_TOO_OLD.
   *
   * @param timeoutMicros 0 takes it back
   */
  public static byte[] cancelAllAfter(CommandContext context, long account, long timeoutMicros) {
    byte[] frame = frame(context, CANCEL_ALL_AFTER, CANCEL_ALL_AFTER_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putLong(frame, CANCEL_ALL_TIMEOUT, timeoutMicros);
    return frame;
  }

  /** As {@link #replace(CommandContext, long, long, long, long, long)}, whatever its version. */
  public static byte[] replace(
      CommandContext context, long account, long orderId, long newPriceTicks, long newOpenLots) {
    return replace(context, account, orderId, 0, newPriceTicks, newOpenLots);
  }

  /**
   * Changes an open order of the account. The same price with the same or a smaller open quantity
   * keeps its priority; anything else loses it and may trade on entry. Refused with UNKNOWN_ORDER,
   * STALE_VERSION, INVALID_PRICE, INVALID_QUANTITY, NOTIONAL_OUT_OF_RANGE, ABOVE_MAXIMUM_NOTIONAL,
   * ABOVE_MAXIMUM_POSITION, POST_ONLY_WOULD_TRADE, ACCOUNT_CANCEL_ONLY (unless it only shrinks),
   * ACCOUNT_FROZEN, INSUFFICIENT_FUNDS or COMMAND_TOO_OLD; then the order stands as it was.
   *
   * @param version the order's version; 0 for any
   * @param newPriceTicks 0 leaves the price
   * @param newOpenLots what shall be open from now on; 0 leaves it
   */
  public static byte[] replace(
      CommandContext context,
      long account,
      long orderId,
      long version,
      long newPriceTicks,
      long newOpenLots) {
    return replace(context, account, orderId, version, newPriceTicks, newOpenLots, 0);
  }

  /**
   * As above, for an order that waits for a price too. It goes behind those that wait for the same
   * one when the price that it waits for changes. Refused also with INVALID_STOP_PRICE,
   * STOP_PRICE_REACHED, or UNSUPPORTED_COMBINATION: the order has no such thing.
   *
   * @param newTriggerTicks the new stop price; 0 leaves it
   */
  public static byte[] replace(
      CommandContext context,
      long account,
      long orderId,
      long version,
      long newPriceTicks,
      long newOpenLots,
      long newTriggerTicks) {
    boolean isLong = newTriggerTicks != 0;
    byte[] frame = frame(context, REPLACE, isLong ? REPLACE_LONG_LENGTH : REPLACE_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putLong(frame, ORDER_ID, orderId);
    Layout.putLong(frame, ORDER_VERSION, version);
    Layout.putLong(frame, REPLACE_PRICE, newPriceTicks);
    Layout.putLong(frame, REPLACE_OPEN, newOpenLots);
    if (isLong) {
      Layout.putLong(frame, REPLACE_TRIGGER, newTriggerTicks);
    }
    return frame;
  }

  static long newTriggerTicks(byte[] frames, int offset) {
    return length(frames, offset) == REPLACE_LENGTH
        ? 0
        : Layout.getLong(frames, offset + REPLACE_TRIGGER);
  }

  /**
   * Sets what orders pay that are accepted from now on. A schedule that names another volume asset
   * than the one before begins to count anew. Refused with INVALID_FEES.
   *
   * @throws IllegalArgumentException when the schedule has more than {@link FeeSchedule#mostRates}
   *     rates, or a volume and no volume asset
   */
  public static byte[] setFees(CommandContext context, FeeSchedule fees) {
    byte[] frame = frame(context, SET_FEES, HEADER_LENGTH + Layout.size(fees));
    Layout.putFees(frame, BODY, fees);
    return frame;
  }

  /**
   * Puts an account into a group of the fee schedule. Orders that are accepted from now on pay what
   * the group pays. Refused with UNKNOWN_ACCOUNT (a house account) or INVALID_FEES (no such group).
   */
  public static byte[] setFeeGroup(CommandContext context, long account, int group) {
    byte[] frame = frame(context, SET_FEE_GROUP, SET_FEE_GROUP_LENGTH);
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putInt(frame, FEE_GROUP, group);
    return frame;
  }

  /**
   * Sets the venue's safe state. Any cause but OPERATOR only steps down: when the venue is there
   * already, or lower, nothing changes. Never refused.
   */
  public static byte[] setSafeState(CommandContext context, SafeState state, SafeStateCause cause) {
    byte[] frame = frame(context, SET_SAFE_STATE, SET_SAFE_STATE_LENGTH);
    Layout.putInt(frame, SAFE_STATE, state.number());
    Layout.putInt(frame, SAFE_STATE_CAUSE, cause.number());
    return frame;
  }

  /**
   * From the next command on the engine works by these rules. Nothing else happens with this
   * command: what is due waits for the next one, and belongs to the new rules. Rules go back only
   * to those before, and only with the very next command; what else would go back, or nowhere, is
   * refused with INVALID_DEFINITION. Rules that this code does not know may be set, and let it
   * execute nothing more but the way back; see {@link ExchangeEngine#execute}.
   */
  public static byte[] setRuleVersion(CommandContext context, int ruleVersion) {
    byte[] frame = frame(context, SET_RULE_VERSION, SET_RULE_VERSION_LENGTH);
    Layout.putInt(frame, RULE_VERSION, ruleVersion);
    return frame;
  }

  /** Moves the log's time on in a quiet market; its facts are those of what was due. */
  public static byte[] tick(CommandContext context) {
    return frame(context, TICK, HEADER_LENGTH);
  }

  public static int length(byte[] bytes, int offset) {
    return Layout.getInt(bytes, offset);
  }

  /** One of {@link #ADD_ASSET} to {@link #CANCEL_AND_PLACE}. */
  public static int type(byte[] bytes, int offset) {
    return Layout.getUnsignedByte(bytes, offset + TYPE);
  }

  public static long sequence(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + SEQUENCE);
  }

  public static long logTimeMicros(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + LOG_TIME);
  }

  public static long createdAtMicros(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + CREATED_AT);
  }

  public static long commandIdHigh(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + COMMAND_ID);
  }

  public static long commandIdLow(byte[] bytes, int offset) {
    return Layout.getLong(bytes, offset + COMMAND_ID + 8);
  }

  /** The rules that a SET_RULE_VERSION command asks for. */
  public static int ruleVersion(byte[] bytes, int offset) {
    return Layout.getInt(bytes, offset + RULE_VERSION);
  }

  public static CommandContext context(byte[] bytes, int offset) {
    return new CommandContext(
        commandIdHigh(bytes, offset),
        commandIdLow(bytes, offset),
        createdAtMicros(bytes, offset),
        Layout.getLong(bytes, offset + TRACE_ID),
        Layout.getLong(bytes, offset + TRACE_ID + 8),
        Layout.getLong(bytes, offset + SPAN_ID));
  }

  static void tellBegin(byte[] bytes, int offset, int ruleVersion, FactSink sink) {
    sink.begin(
        sequence(bytes, offset),
        logTimeMicros(bytes, offset),
        ruleVersion,
        commandIdHigh(bytes, offset),
        commandIdLow(bytes, offset),
        Layout.getLong(bytes, offset + TRACE_ID),
        Layout.getLong(bytes, offset + TRACE_ID + 8),
        Layout.getLong(bytes, offset + SPAN_ID));
  }

  /** Gives the frame its place in the log. */
  public static void stamp(byte[] bytes, int offset, long sequence, long logTimeMicros) {
    Layout.putLong(bytes, offset + SEQUENCE, sequence);
    Layout.putLong(bytes, offset + LOG_TIME, logTimeMicros);
  }

  /**
   * Says whether a whole frame of this layout stands at the offset: what the engine may rely on
   * when it executes. Frames from {@link Commands} always pass.
   *
   * @param limit the end of the bytes that may be read
   * @throws IllegalArgumentException naming what is wrong
   */
  public static void validate(byte[] bytes, int offset, int limit) {
    if (offset < 0 || limit > bytes.length || limit - offset < HEADER_LENGTH) {
      throw new IllegalArgumentException("A command frame has at least 72 bytes");
    }
    int length = length(bytes, offset);
    if (length < HEADER_LENGTH
        || length > MAXIMUM_LENGTH
        || (length & 7) != 0
        || length > limit - offset) {
      throw new IllegalArgumentException("A command frame can't have " + length + " bytes here");
    }
    int version = Layout.getUnsignedByte(bytes, offset + VERSION);
    if (version != LAYOUT_VERSION) {
      throw new IllegalArgumentException("Command layout version " + version + " is not known");
    }
    if (Layout.getUnsignedShort(bytes, offset + FLAGS) != 0) {
      throw new IllegalArgumentException("A command frame has flags that are not known");
    }
    int expected = bodyChecked(bytes, offset, length);
    if (length != expected) {
      throw new IllegalArgumentException(
          "A command of type "
              + type(bytes, offset)
              + " has "
              + expected
              + " bytes, this one says "
              + length);
    }
  }

  /** The length that the frame's type asks for, after a look at its enum values and texts. */
  private static int bodyChecked(byte[] bytes, int offset, int length) {
    int type = type(bytes, offset);
    return switch (type) {
      case ADD_ASSET -> {
        byte[] body = body(bytes, offset, length, BODY, 24);
        int size = Layout.assetSize(body, 0);
        requireWithin(size, body);
        Layout.getAsset(body, 0);
        yield HEADER_LENGTH + size;
      }
      case LIST_SYMBOL -> {
        int size = symbolChecked(bytes, offset, length, LISTED_SYMBOL);
        MarketState.of(Layout.getInt(bytes, offset + LISTED_STATE));
        yield LISTED_SYMBOL + size;
      }
      case CHANGE_SYMBOL -> BODY + symbolChecked(bytes, offset, length, BODY);
      case DELIST_SYMBOL -> DELIST_SYMBOL_LENGTH;
      case SET_REFERENCE_PRICE -> SET_REFERENCE_PRICE_LENGTH;
      case SET_MARKET_STATE -> {
        if (length == SET_MARKET_STATE_LENGTH) {
          MarketState.of(Layout.getInt(bytes, offset + MARKET_STATE));
        }
        yield SET_MARKET_STATE_LENGTH;
      }
      case CALL_AUCTION -> {
        if (length == CALL_AUCTION_LENGTH) {
          MarketState.of(Layout.getInt(bytes, offset + MARKET_STATE));
        }
        yield CALL_AUCTION_LENGTH;
      }
      case DEPOSIT, WITHDRAW -> TRANSFER_LENGTH;
      case SET_FEES -> {
        byte[] body = body(bytes, offset, length, BODY, 8);
        int size = Layout.feesSize(body, 0);
        requireWithin(size, body);
        yield HEADER_LENGTH + size;
      }
      case SET_FEE_GROUP -> SET_FEE_GROUP_LENGTH;
      case SET_SAFE_STATE -> {
        if (length >= SET_SAFE_STATE_LENGTH) {
          SafeState.of(Layout.getInt(bytes, offset + SAFE_STATE));
          SafeStateCause.of(Layout.getInt(bytes, offset + SAFE_STATE_CAUSE));
        }
        yield SET_SAFE_STATE_LENGTH;
      }
      case JOURNAL -> {
        if (length >= JOURNAL_LENGTH) {
          JournalReason.of(Layout.getInt(bytes, offset + TRANSFER_REASON));
        }
        yield JOURNAL_LENGTH;
      }
      case TRANSFER -> {
        if (length >= BOOKED_TRANSFER_LENGTH) {
          transferChecked(bytes, offset);
        }
        yield BOOKED_TRANSFER_LENGTH;
      }
      case CLOSE_PERIOD -> CLOSE_PERIOD_LENGTH;
      case HOLD_FUNDS -> HOLD_FUNDS_LENGTH;
      case SETTLE_HOLD -> {
        if (length >= SETTLE_HOLD_LENGTH) {
          requireSettlementKind(Layout.entryType(Layout.getInt(bytes, offset + SETTLE_KIND)));
        }
        yield SETTLE_HOLD_LENGTH;
      }
      case RELEASE_HOLD -> RELEASE_HOLD_LENGTH;
      case SET_ACCOUNT_FLAGS -> SET_ACCOUNT_FLAGS_LENGTH;
      case SET_ACCOUNT_BLOCKS -> blocksChecked(bytes, offset, length);
      case PLACE -> placeChecked(bytes, offset, length, 0);
      case CANCEL_AND_PLACE -> placeChecked(bytes, offset, length, REPLACED_LENGTH);
      case PLACE_LIST -> listChecked(bytes, offset, length);
      case CANCEL_LIST -> CANCEL_LIST_LENGTH;
      case CANCEL_ALL -> CANCEL_ALL_LENGTH;
      case CANCEL_ALL_AFTER -> CANCEL_ALL_AFTER_LENGTH;
      case CANCEL -> CANCEL_LENGTH;
      case REPLACE -> length == REPLACE_LONG_LENGTH ? REPLACE_LONG_LENGTH : REPLACE_LENGTH;
      case SET_RULE_VERSION -> SET_RULE_VERSION_LENGTH;
      case TICK -> HEADER_LENGTH;
      default -> throw Layout.unknown("command type", type);
    };
  }

  private static void transferChecked(byte[] bytes, int offset) {
    requireTransferKind(Layout.entryType(Layout.getInt(bytes, offset + TRANSFER_KIND)));
    int reason = Layout.getInt(bytes, offset + TRANSFER_REASON);
    if (reason != 0) {
      AdjustmentCategory.of(reason);
    }
  }

  private static int blocksChecked(byte[] bytes, int offset, int length) {
    if (length >= SET_ACCOUNT_BLOCKS_LENGTH) {
      int blocks = Layout.getInt(bytes, offset + ACCOUNT_BLOCKS);
      if (!AccountBlock.areBits(blocks)) {
        throw Layout.unknown("set of account blocks", blocks);
      }
      SuspensionReason.of(Layout.getInt(bytes, offset + ACCOUNT_BLOCK_REASON));
    }
    return SET_ACCOUNT_BLOCKS_LENGTH;
  }

  /** Bytes of the symbol that stands there in the frame. */
  private static int symbolChecked(byte[] bytes, int offset, int length, int at) {
    byte[] body = body(bytes, offset, length, at, Layout.SHORTEST_SYMBOL);
    int size = Layout.symbolSize(body, 0);
    requireWithin(size, body);
    Layout.getSymbol(body, 0);
    return size;
  }

  private static int placeChecked(byte[] bytes, int offset, int length, int more) {
    if (length < PLACE_LENGTH + more) {
      return PLACE_LENGTH + more;
    }
    orderChecked(bytes, offset);
    return (isLong(bytes, offset) ? PLACE_LONG_LENGTH : PLACE_LENGTH) + more;
  }

  private static int listChecked(byte[] bytes, int offset, int length) {
    if (length < LIST_ORDERS) {
      return LIST_ORDERS;
    }
    OrderListType type = listType(bytes, offset);
    if (length != listLength(type)) {
      return listLength(type);
    }
    long account = Layout.getLong(bytes, offset + ACCOUNT);
    for (int i = 0; i < type.orders(); i++) {
      int order = listedOrder(offset, i);
      orderChecked(bytes, order);
      if (!isLong(bytes, order) || Layout.getLong(bytes, order + ACCOUNT) != account) {
        throw new IllegalArgumentException("Order " + i + " of a list is none of this account");
      }
    }
    return length;
  }

  private static void orderChecked(byte[] bytes, int offset) {
    Layout.side(Layout.getUnsignedByte(bytes, offset + PLACE_SIDE));
    Layout.orderType(Layout.getUnsignedByte(bytes, offset + PLACE_TYPE));
    Layout.timeInForce(Layout.getUnsignedByte(bytes, offset + PLACE_TIME_IN_FORCE));
    int options = Layout.getUnsignedByte(bytes, offset + PLACE_OPTIONS);
    if ((options & ~(POST_ONLY | SELF_TRADE_PREVENTION | IS_LONG)) != 0) {
      throw Layout.unknown("order's options", options);
    }
    selfTradePrevention(bytes, offset);
  }

  /**
   * A copy of the body from there on, so that a text that claims too much can't reach what follows.
   */
  private static byte[] body(byte[] bytes, int offset, int length, int at, int minimum) {
    if (length - at < minimum) {
      throw new IllegalArgumentException("A definition can't have " + length + " bytes");
    }
    return Arrays.copyOfRange(bytes, offset + at, offset + length);
  }

  private static void requireWithin(int size, byte[] body) {
    if (size > body.length) {
      throw new IllegalArgumentException("A definition is cut short");
    }
  }

  private static byte[] transfer(
      CommandContext context,
      int type,
      long account,
      int asset,
      long amount,
      long referenceHigh,
      long referenceLow) {
    byte[] frame = frame(context, type, TRANSFER_LENGTH);
    putTransfer(frame, account, asset, amount, referenceHigh, referenceLow);
    return frame;
  }

  private static void putTransfer(
      byte[] frame, long account, int asset, long amount, long referenceHigh, long referenceLow) {
    Layout.putLong(frame, ACCOUNT, account);
    Layout.putInt(frame, TRANSFER_ASSET, asset);
    Layout.putLong(frame, TRANSFER_AMOUNT, amount);
    Layout.putLong(frame, TRANSFER_REFERENCE, referenceHigh);
    Layout.putLong(frame, TRANSFER_REFERENCE + 8, referenceLow);
  }

  private static byte[] frame(CommandContext context, int type, int length) {
    if (length > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException("A command may have at most " + MAXIMUM_LENGTH + " bytes");
    }
    byte[] frame = new byte[length];
    Layout.putInt(frame, 0, length);
    frame[TYPE] = (byte) type;
    frame[VERSION] = LAYOUT_VERSION;
    Layout.putLong(frame, COMMAND_ID, context.commandIdHigh());
    Layout.putLong(frame, COMMAND_ID + 8, context.commandIdLow());
    Layout.putLong(frame, CREATED_AT, context.createdAtMicros());
    Layout.putLong(frame, TRACE_ID, context.traceIdHigh());
    Layout.putLong(frame, TRACE_ID + 8, context.traceIdLow());
    Layout.putLong(frame, SPAN_ID, context.spanId());
    return frame;
  }
}
