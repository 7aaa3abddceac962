package bourse.engine;

/**
 * Accounts of the house: what the firm has at banks, at payment providers and in custody, its
 * revenue and its expenses. {@link bourse.domain.HouseAccount} names those that are in use; the
 * engine takes any number below {@link #FIRST_CLIENT}, so that one more is no new rule. Client and
 * firm accounts start there.
 */
public final class SystemAccounts {
  /** The other side of deposits and withdrawals: minus what clients brought in. */
  public static final long OMNIBUS = 1;

  public static final long FEE_REVENUE = 2;
  public static final long FIRST_CLIENT = 1000;

  private SystemAccounts() {}

  public static boolean isHouse(long account) {
    return account > 0 && account < FIRST_CLIENT;
  }

  /**
   * Whether its balance may be below zero: what the firm has somewhere, or has spent, is minus what
   * it owes its clients for it.
   */
  public static boolean mayOwe(long account) {
    return isHouse(account) && account != FEE_REVENUE;
  }
}
