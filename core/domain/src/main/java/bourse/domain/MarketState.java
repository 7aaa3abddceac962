package bourse.domain;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a market takes at the moment, and what it may become next. Cancellations are taken in every
 * state. Each has a number that stays for ever, because commands and facts carry it.
 */
public enum MarketState {
  /** Listed, not open yet: takes no orders. */
  PRE_OPEN(1, Entry.NOTHING, ErrorCode.MARKET_NOT_OPEN),
  /**
   * Collects orders, which trade at one price when the market leaves this state: limit orders, and
   * orders that wait. The book may be crossed.
   */
  AUCTION(2, Entry.RESTING, ErrorCode.MARKET_IN_AUCTION),
  /** Takes and matches everything. */
  TRADING(3, Entry.ALL, ErrorCode.MARKET_NOT_OPEN),
  /** Takes cancellations alone; may go back to trading at once. */
  CANCEL_ONLY(4, Entry.NOTHING, ErrorCode.MARKET_CANCEL_ONLY),
  /** Takes post-only orders: the book fills, and nothing trades. */
  POST_ONLY(5, Entry.POST_ONLY, ErrorCode.MARKET_POST_ONLY),
  /** Takes and matches limit orders. */
  LIMIT_ONLY(6, Entry.LIMIT, ErrorCode.MARKET_LIMIT_ONLY),
  /** Stopped: takes cancellations alone. */
  HALTED(7, Entry.NOTHING, ErrorCode.MARKET_HALTED),
  /** The day is over: takes cancellations alone. */
  CLOSED(8, Entry.NOTHING, ErrorCode.MARKET_NOT_OPEN),
  /** Taken off the exchange for ever; what rests is being cancelled. */
  DELISTED(10, Entry.NOTHING, ErrorCode.SYMBOL_DELISTED);

  private enum Entry {
    NOTHING,
    RESTING,
    POST_ONLY,
    LIMIT,
    ALL
  }

  private static final MarketState[] BY_NUMBER = new MarketState[16];

  static {
    for (MarketState state : values()) {
      BY_NUMBER[state.number] = state;
    }
  }

  private final int number;
  private final Entry entry;
  private final ErrorCode refusal;

  MarketState(int number, Entry entry, ErrorCode refusal) {
    this.number = number;
    this.entry = entry;
    this.refusal = refusal;
  }

  public int number() {
    return number;
  }

  /** The states that an operator may choose from here. */
  public Set<MarketState> next() {
    return switch (this) {
      case PRE_OPEN ->
          EnumSet.of(AUCTION, TRADING, CANCEL_ONLY, POST_ONLY, LIMIT_ONLY, HALTED, CLOSED);
      case AUCTION -> EnumSet.of(TRADING, CANCEL_ONLY, POST_ONLY, LIMIT_ONLY, HALTED, CLOSED);
      case TRADING -> EnumSet.of(AUCTION, CANCEL_ONLY, POST_ONLY, LIMIT_ONLY, HALTED, CLOSED);
      case CANCEL_ONLY -> EnumSet.of(AUCTION, TRADING, POST_ONLY, LIMIT_ONLY, HALTED, CLOSED);
      case POST_ONLY -> EnumSet.of(AUCTION, TRADING, CANCEL_ONLY, LIMIT_ONLY, HALTED, CLOSED);
      case LIMIT_ONLY -> EnumSet.of(AUCTION, TRADING, CANCEL_ONLY, POST_ONLY, HALTED, CLOSED);
      case HALTED -> EnumSet.of(AUCTION, TRADING, CANCEL_ONLY, POST_ONLY, LIMIT_ONLY, CLOSED);
      case CLOSED -> EnumSet.of(PRE_OPEN, TRADING);
      case DELISTED -> EnumSet.noneOf(MarketState.class);
    };
  }

  /** Why this state refuses an order, or null when it takes it. */
  public ErrorCode refusal(OrderType type, TimeInForce timeInForce, boolean isPostOnly) {
    return switch (entry) {
      case NOTHING -> refusal;
      case RESTING -> type.waits() || (timeInForce.rests() && !isPostOnly) ? null : refusal;
      case POST_ONLY -> isPostOnly ? null : refusal;
      case LIMIT -> type.isMarket() ? refusal : null;
      case ALL -> null;
    };
  }

  /** Why this state refuses that an order is amended, or null when it lets it. */
  public ErrorCode refusalToAmend() {
    return entry == Entry.NOTHING ? refusal : null;
  }

  /** Whether nothing may trade although orders are taken: an amendment must not cross the book. */
  public boolean addsOnly() {
    return entry == Entry.POST_ONLY;
  }

  /**
   * @throws IllegalArgumentException when no state has this number
   */
  public static MarketState of(int number) {
    MarketState state = number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    if (state == null) {
      throw new IllegalArgumentException("No market state has number " + number);
    }
    return state;
  }
}
