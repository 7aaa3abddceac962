package bourse.engine;

/** Bits that change how an account is treated. */
public final class AccountFlags {
  /** Pays no fees on either side. For firm accounts and for feeding recorded flow. */
  public static final int FEE_EXEMPT = 1;

  /** May place orders that trade with its own: for feeding recorded flow. */
  public static final int SELF_TRADES = 2;

  private AccountFlags() {}
}
