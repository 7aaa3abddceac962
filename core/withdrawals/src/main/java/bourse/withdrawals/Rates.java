package bourse.withdrawals;

import bourse.exchange.StoredTrade;
import bourse.exchange.TradeStore;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an asset counts as in the currency of the limits: by what the venue's people gave, or else
 * by the last trade of the venue's own market. A rate that is too old is none, and what has none
 * waits for a person.
 */
final class Rates {
  private static final BigDecimal ONE = BigDecimal.ONE;

  private final RateStore given;
  private final TradeStore trades;
  private final Duration oldest;
  private final WallClock clock;

  /**
   * @param oldest so old a rate may be
   */
  Rates(RateStore given, TradeStore trades, Duration oldest, WallClock clock) {
    this.given = given;
    this.trades = trades;
    this.oldest = oldest;
    this.clock = clock;
  }

  Optional<Rate> of(String currency, String in) {
    Instant now = clock.instant();
    if (currency.equals(in)) {
      return Optional.of(new Rate(ONE, "the same asset", now));
    }
    return given
        .newest(currency, in)
        .filter(rate -> isFresh(rate, now))
        .or(() -> traded(currency, in).filter(rate -> isFresh(rate, now)));
  }

  private boolean isFresh(Rate rate, Instant now) {
    return rate.at().plus(oldest).isAfter(now);
  }

  private Optional<Rate> traded(String currency, String in) {
    String symbol = currency + "-" + in;
    return trades.ofSymbol(symbol, Long.MAX_VALUE, 1).items().stream()
        .findFirst()
        .map(trade -> rate(trade, symbol));
  }

  private static Rate rate(StoredTrade trade, String symbol) {
    return new Rate(trade.price(), "last trade of " + symbol, trade.at());
  }
}
