package bourse.domain;

/** Why a market's state was told. Each has a number that stays for ever, because facts carry it. */
public enum MarketCause {
  /** It was listed in this state, or the present state is described. */
  LISTED(1),
  /** An operator chose it, or planned what comes next. */
  OPERATOR(2),
  /** The time that was planned for it came. When the plan was not possible then, it was dropped. */
  PLAN(3),
  /** It was taken off the exchange. */
  DELISTED(4),
  /** An order would have traded too far from the reference price. */
  VOLATILITY(5),
  /** The auction goes on: its price would still be too far from the reference price. */
  EXTENDED(6);

  private static final MarketCause[] BY_NUMBER = new MarketCause[16];

  static {
    for (MarketCause cause : values()) {
      BY_NUMBER[cause.number] = cause;
    }
  }

  private final int number;

  MarketCause(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /**
   * @throws IllegalArgumentException when no cause has this number
   */
  public static MarketCause of(int number) {
    MarketCause cause = number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    if (cause == null) {
      throw new IllegalArgumentException("No market cause has number " + number);
    }
    return cause;
  }
}
