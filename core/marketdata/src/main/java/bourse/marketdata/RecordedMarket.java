package bourse.marketdata;

import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.exchange.CandleInterval;
import bourse.exchange.CandleStore;
import bourse.exchange.Exchange;
import bourse.exchange.StoredCandle;
import bourse.exchange.StoredPage;
import bourse.exchange.StoredTrade;
import bourse.exchange.TradeStore;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The market's history as the projection has it, in ticks, lots and units. */
final class RecordedMarket implements MarketHistory {
  /** At a start the projection may have a long tail of the log to catch up with. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Instant FAR_FUTURE = Instant.parse("9999-01-01T00:00:00Z");

  private final Exchange exchange;
  private final CandleStore candles;
  private final TradeStore trades;

  RecordedMarket(Exchange exchange, CandleStore candles, TradeStore trades) {
    this.exchange = exchange;
    this.candles = candles;
    this.trades = trades;
  }

  @Override
  public boolean awaitRecorded(long sequence) throws InterruptedException {
    return exchange.awaitProjected(sequence, PATIENCE);
  }

  @Override
  public List<Candle> minutes(SymbolDefinition symbol, long fromMicros) {
    Instant from = Times.instant(fromMicros);
    List<Candle> all = new ArrayList<>();
    Instant to = FAR_FUTURE;
    List<StoredCandle> part;
    do {
      part =
          candles.candles(symbol.symbol(), CandleInterval.ONE_MINUTE, from, to, StoredPage.MAXIMUM);
      all.addAll(0, part.stream().map(candle -> candle(symbol, candle)).toList());
      to = part.isEmpty() ? from : part.getFirst().start();
    } while (part.size() == StoredPage.MAXIMUM);
    return all;
  }

  @Override
  public List<MarketTrade> latestTrades(SymbolDefinition symbol, int limit) {
    return trades.ofSymbol(symbol.symbol(), StoredPage.START, limit).items().reversed().stream()
        .map(trade -> trade(symbol, trade))
        .toList();
  }

  static Candle candle(SymbolDefinition symbol, StoredCandle candle) {
    return new Candle(
        Times.micros(candle.start()),
        symbol.ticks(candle.open()).orElseThrow(),
        symbol.ticks(candle.high()).orElseThrow(),
        symbol.ticks(candle.low()).orElseThrow(),
        symbol.ticks(candle.close()).orElseThrow(),
        units(candle.volume(), symbol.base().scale()).divide(BigInteger.valueOf(symbol.lotUnits())),
        units(candle.quoteVolume(), symbol.quote().scale()),
        candle.trades(),
        candle.version());
  }

  static MarketTrade trade(SymbolDefinition symbol, StoredTrade trade) {
    return new MarketTrade(
        trade.id(),
        trade.version(),
        Times.micros(trade.at()),
        symbol.ticks(trade.price()).orElseThrow(),
        symbol.lots(trade.quantity()).orElseThrow(),
        trade.takerSide(),
        trade.isAuction());
  }

  private static BigInteger units(BigDecimal value, int scale) {
    return value.setScale(scale).unscaledValue();
  }
}
