package bourse.engine;

import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import java.util.Optional;

/**
 * What state a market is in from now on, and what is planned: all of it, whichever part changed.
 *
 * @param symbol the symbol's number
 * @param planned what it becomes next by itself
 * @param plannedAtMicros when, by the log's time; 0 when nothing is planned
 * @param auction when the auction that it is in ends by itself
 * @param plannedAuction when the auction that is planned will end by itself
 * @param extensions how many times the auction that it is in was extended
 */
public record MarketStatus(
    int symbol,
    MarketState state,
    MarketCause cause,
    Optional<MarketState> planned,
    long plannedAtMicros,
    Optional<AuctionCall> auction,
    Optional<AuctionCall> plannedAuction,
    int extensions) {

  /** A market without an auction that ends by itself. */
  public MarketStatus(
      int symbol,
      MarketState state,
      MarketCause cause,
      Optional<MarketState> planned,
      long plannedAtMicros) {
    this(symbol, state, cause, planned, plannedAtMicros, Optional.empty(), Optional.empty(), 0);
  }
}
