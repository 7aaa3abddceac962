package bourse.domain;

/** Why an order left the market. Each has a number that stays for ever, because facts carry it. */
public enum DoneReason {
  FILLED(1, OrderStatus.FILLED),
  CANCELLED_BY_USER(2, OrderStatus.CANCELLED),
  /** The rest of an immediate-or-cancel or market order. */
  UNFILLED_REST(3, OrderStatus.EXPIRED),
  /** A market order met an empty book. */
  NO_LIQUIDITY(4, OrderStatus.EXPIRED),
  /**
   * One command may make a bounded number of fills; the rest is cancelled so that the book is not
   * left crossed.
   */
  FILL_LIMIT(5, OrderStatus.EXPIRED),
  /** A fill-or-kill order could not trade its whole quantity. */
  NOT_FILLABLE(6, OrderStatus.EXPIRED),
  /** Its time of expiry came. */
  EXPIRED(7, OrderStatus.EXPIRED),
  /** It would have traded with an order of its own account. */
  SELF_TRADE_PREVENTED(8, OrderStatus.CANCELLED),
  /** The account's time to cancel all came: it was not put off in time. */
  CANCEL_ALL_AFTER(9, OrderStatus.CANCELLED),
  /** Another order took its place, in the same command. */
  CANCELLED_BY_REPLACEMENT(10, OrderStatus.CANCELLED),
  /** A post-only order would have traded when its stop price was reached, or its turn came. */
  POST_ONLY_WOULD_TRADE(11, OrderStatus.EXPIRED),
  /** When its stop price was reached, the order's amount did not buy a single lot. */
  AMOUNT_TOO_SMALL(12, OrderStatus.EXPIRED),
  /** When its stop price was reached, or its turn came, its market took no such orders. */
  MARKET_STATE(13, OrderStatus.EXPIRED),
  /** The other order of its pair was filled, in part too, or its stop price was reached. */
  LINKED_ORDER_EXECUTED(14, OrderStatus.CANCELLED),
  /** The working order of its list ended without being filled whole. */
  WORKING_ORDER_ENDED(15, OrderStatus.CANCELLED),
  /** Its symbol was taken off the exchange. */
  SYMBOL_DELISTED(16, OrderStatus.CANCELLED),
  /** The rest would have traded too far from the reference price. */
  EXECUTION_RANGE(17, OrderStatus.EXPIRED),
  /** When its turn in its list came, funds or a limit did not allow it. */
  NOT_PLACEABLE(18, OrderStatus.EXPIRED),
  /** The rest would have traded so far from the reference price that trading stopped. */
  VOLATILITY_HALT(19, OrderStatus.EXPIRED),
  /** The operator froze its account. */
  ACCOUNT_FROZEN(21, OrderStatus.CANCELLED);

  private static final DoneReason[] BY_NUMBER = new DoneReason[32];

  static {
    for (DoneReason reason : values()) {
      BY_NUMBER[reason.number] = reason;
    }
  }

  private final int number;
  private final OrderStatus status;

  DoneReason(int number, OrderStatus status) {
    this.number = number;
    this.status = status;
  }

  public int number() {
    return number;
  }

  /** The final status that this reason gives an order. */
  public OrderStatus status() {
    return status;
  }

  public static DoneReason of(int number) {
    DoneReason reason = number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    if (reason == null) {
      throw new IllegalArgumentException("No done reason has number " + number);
    }
    return reason;
  }
}
