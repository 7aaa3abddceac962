package bourse.marketdata;

import bourse.domain.SymbolDefinition;
import java.util.List;

/** What was recorded of the market: the projection. */
interface MarketHistory {
  /**
   * Waits until everything up to the sequence is recorded. False when that takes too long; what is
   * recorded may then lack the latest trades.
   */
  boolean awaitRecorded(long sequence) throws InterruptedException;

  /** Candles of a minute from that time on, oldest first. */
  List<Candle> minutes(SymbolDefinition symbol, long fromMicros);

  /** The latest trades, oldest first. */
  List<MarketTrade> latestTrades(SymbolDefinition symbol, int limit);
}
