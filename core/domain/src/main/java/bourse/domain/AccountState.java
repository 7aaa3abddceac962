package bourse.domain;

/** What an account may do, in one word. */
public enum AccountState {
  /** Trades; withdrawals may still be blocked. */
  NORMAL,
  /** Places no new orders, may cancel. */
  CANCEL_ONLY,
  /** Does nothing, and has no open orders. */
  FROZEN;

  /**
   * @param blocks bits of {@link AccountBlock}
   */
  public static AccountState of(int blocks) {
    if (AccountBlock.ACCOUNT.isIn(blocks)) {
      return FROZEN;
    }
    return AccountBlock.TRADING.isIn(blocks) ? CANCEL_ONLY : NORMAL;
  }
}
