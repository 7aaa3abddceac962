package bourse.engine;

/**
 * Accounts of the house. Client and firm accounts start at {@link #FIRST_CLIENT}. Only {@link
 * #OMNIBUS} may be negative: it mirrors what came in from outside.
 */
public final class SystemAccounts {
  /** The other side of deposits and withdrawals: minus what clients brought in. */
  public static final long OMNIBUS = 1;

  public static final long FEE_REVENUE = 2;
  public static final long FIRST_CLIENT = 1000;

  private SystemAccounts() {}
}
