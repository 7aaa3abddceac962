package bourse.engine;

import bourse.domain.MarketState;

/**
 * When an auction stops collecting orders and trades, and what the market is then.
 *
 * @param uncrossAtMicros by the log's time
 */
public record AuctionCall(long uncrossAtMicros, MarketState then) {}
