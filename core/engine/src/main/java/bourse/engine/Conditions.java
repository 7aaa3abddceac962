package bourse.engine;

/**
 * What few orders ask for beyond price and quantity; 0 where an order does not.
 *
 * @param quoteAmount units of the quote asset that it spends or gets, instead of a quantity
 * @param triggerTicks the stop price: what the market must reach before it enters; of a trailing
 *     stop 0, because its own follows the market
 * @param trailTicks how far a trailing stop is from the market
 * @param trailBasisPoints the same as a part of the market's price
 * @param displayLots how much of it the book shows at a time
 */
public record Conditions(
    long quoteAmount, long triggerTicks, long trailTicks, long trailBasisPoints, long displayLots) {
  public static final Conditions NONE = new Conditions(0, 0, 0, 0, 0);

  /** Spends or gets an amount. */
  public static Conditions amount(long quoteAmount) {
    return new Conditions(quoteAmount, 0, 0, 0, 0);
  }

  /** Waits for a price. */
  public static Conditions trigger(long triggerTicks) {
    return new Conditions(0, triggerTicks, 0, 0, 0);
  }

  /** Shows a part. */
  public static Conditions display(long displayLots) {
    return new Conditions(0, 0, 0, 0, displayLots);
  }

  public boolean isNone() {
    return (quoteAmount | triggerTicks | trailTicks | trailBasisPoints | displayLots) == 0;
  }
}
