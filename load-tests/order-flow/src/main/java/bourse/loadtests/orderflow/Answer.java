package bourse.loadtests.orderflow;

/**
 * What every engine has to make of a file, fill and bench phase together. A run with another answer
 * is void.
 *
 * @param trades the number of trades
 * @param quantity the sum of their quantities
 * @param hash over all trades in order, see {@link TradeHash}
 */
public record Answer(long trades, long quantity, long hash) {
  @Override
  public String toString() {
    return String.format("%,d trades, quantity %,d, hash %016x", trades, quantity, hash);
  }
}
