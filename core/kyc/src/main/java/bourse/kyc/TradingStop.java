package bourse.kyc;

/** Has accounts only cancel, and lets them trade again. Throws what the exchange refuses with. */
public interface TradingStop {
  /**
   * Has an account only cancel from now on.
   *
   * @return false when it could not trade before
   */
  boolean stop(long account) throws InterruptedException;

  /**
   * Lets an account trade again, unless more than trading is stopped, or for another reason.
   *
   * @return whether it may trade now
   */
  boolean resume(long account) throws InterruptedException;
}
