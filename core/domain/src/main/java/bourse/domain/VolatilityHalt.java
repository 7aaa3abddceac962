package bourse.domain;

/**
 * When a symbol stops continuous trading by itself: an order would have to trade further from the
 * reference price than this. Its market then collects orders for an auction.
 *
 * @param basisPoints how far a trade may be from the reference price, in basis points of it; 0 for
 *     no such halt
 * @param callMicros how long the auction collects orders, in microseconds of the log's time
 * @param maximumExtensions the auction goes on for as long again, at most so many times, while its
 *     price would be too far from the reference price
 */
public record VolatilityHalt(int basisPoints, long callMicros, int maximumExtensions) {
  public static final VolatilityHalt NONE = new VolatilityHalt(0, 0, 0);

  public boolean isNone() {
    return basisPoints == 0;
  }
}
