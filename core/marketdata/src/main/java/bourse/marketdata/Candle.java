package bourse.marketdata;

import java.math.BigInteger;

/**
 * The trades of one interval in short.
 *
 * @param startMicros when the interval begins
 * @param open prices in ticks
 * @param volumeLots may exceed a long over a day
 * @param quoteUnits the sum of price times quantity, in units of the quote asset
 * @param sequence the last command whose trades are in it
 */
record Candle(
    long startMicros,
    long open,
    long high,
    long low,
    long close,
    BigInteger volumeLots,
    BigInteger quoteUnits,
    long trades,
    long sequence) {

  static Candle of(long startMicros, MarketTrade trade, long quoteUnitsPerTickLot) {
    long price = trade.priceTicks();
    return new Candle(
        startMicros,
        price,
        price,
        price,
        price,
        BigInteger.valueOf(trade.lots()),
        BigInteger.valueOf(price)
            .multiply(BigInteger.valueOf(trade.lots()))
            .multiply(BigInteger.valueOf(quoteUnitsPerTickLot)),
        1,
        trade.sequence());
  }

  /** This one with what came after it. */
  Candle then(Candle later) {
    return new Candle(
        startMicros,
        open,
        Math.max(high, later.high),
        Math.min(low, later.low),
        later.close,
        volumeLots.add(later.volumeLots),
        quoteUnits.add(later.quoteUnits),
        trades + later.trades,
        later.sequence);
  }

  Candle startingAt(long micros) {
    return new Candle(micros, open, high, low, close, volumeLots, quoteUnits, trades, sequence);
  }
}
