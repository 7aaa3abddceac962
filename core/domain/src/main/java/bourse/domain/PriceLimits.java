package bourse.domain;

/**
 * How far from its reference price a symbol's orders may be priced, and may trade; in basis points
 * of the reference, 0 for no limit.
 *
 * @param buyAboveBasisPoints a limit order that buys is priced at most so far above
 * @param buyBelowBasisPoints and at most so far below
 * @param sellAboveBasisPoints a limit order that sells is priced at most so far above
 * @param sellBelowBasisPoints and at most so far below
 * @param executionBasisPoints an incoming order trades at most so far above when it buys, below
 *     when it sells; what is left then ends
 * @param referenceMaximumAgeMicros a reference price that was set is stale after so much of the
 *     log's time; 0 for never
 * @param refusesWithoutReference whether orders that a limit is for are refused while there is no
 *     reference price; otherwise they are taken without that limit
 * @param volatility when trading stops for an auction instead
 */
public record PriceLimits(
    int buyAboveBasisPoints,
    int buyBelowBasisPoints,
    int sellAboveBasisPoints,
    int sellBelowBasisPoints,
    int executionBasisPoints,
    long referenceMaximumAgeMicros,
    boolean refusesWithoutReference,
    VolatilityHalt volatility) {
  public static final PriceLimits NONE = new PriceLimits(0, 0, 0, 0, 0, 0, false);

  /** Limits without a volatility halt. */
  public PriceLimits(
      int buyAboveBasisPoints,
      int buyBelowBasisPoints,
      int sellAboveBasisPoints,
      int sellBelowBasisPoints,
      int executionBasisPoints,
      long referenceMaximumAgeMicros,
      boolean refusesWithoutReference) {
    this(
        buyAboveBasisPoints,
        buyBelowBasisPoints,
        sellAboveBasisPoints,
        sellBelowBasisPoints,
        executionBasisPoints,
        referenceMaximumAgeMicros,
        refusesWithoutReference,
        VolatilityHalt.NONE);
  }

  public PriceLimits withVolatility(VolatilityHalt newVolatility) {
    return new PriceLimits(
        buyAboveBasisPoints,
        buyBelowBasisPoints,
        sellAboveBasisPoints,
        sellBelowBasisPoints,
        executionBasisPoints,
        referenceMaximumAgeMicros,
        refusesWithoutReference,
        newVolatility);
  }

  /** Whether any price of a limit order is limited. */
  public boolean hasBand() {
    return (buyAboveBasisPoints | buyBelowBasisPoints | sellAboveBasisPoints | sellBelowBasisPoints)
        != 0;
  }
}
