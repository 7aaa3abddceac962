package bourse.exchange;

import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Reads candles from the projection: one-minute rows, summed up to longer intervals by the query.
 */
public final class CandleStore {
  private final Database database;

  public CandleStore(Database database) {
    this.database = database;
  }

  /**
   * The last candles that begin before {@code to}, oldest first. An interval without trades has
   * none.
   *
   * @param from no candle begins before it
   * @param limit 1 to {@link StoredPage#MAXIMUM}
   */
  public List<StoredCandle> candles(
      String symbol, CandleInterval interval, Instant from, Instant to, int limit) {
    int minutes = interval.minutes();
    long first = Math.ceilDiv(minute(from), minutes);
    long end = Math.ceilDiv(minute(to), minutes);
    String sql =
        """
        select candle, min(low_price) as low_price, max(high_price) as high_price,
          (array_agg(open_price order by start_minute))[1] as open_price,
          (array_agg(close_price order by start_minute desc))[1] as close_price,
          sum(volume) as volume, sum(quote_volume) as quote_volume,
          sum(trade_count) as trade_count, max(version) as version
        from (
          select start_minute / :minutes as candle, candles.*
          from candles
          where symbol = :symbol and start_minute >= :from and start_minute < :to
        ) as minutes
        group by candle order by candle desc limit :limit
        """;
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(sql)
                .bind("minutes", minutes)
                .bind("symbol", symbol)
                .bind("from", first * minutes)
                .bind("to", end * minutes)
                .bind("limit", StoredPage.checked(limit))
                .map((row, context) -> candle(row, symbol, minutes))
                .list())
        .reversed();
  }

  /** Minutes since 1970, rounded up: what begins in this minute or later. */
  private static long minute(Instant at) {
    return Math.ceilDiv(
        Math.addExact(
            Math.multiplyExact(at.getEpochSecond(), 1_000L), Math.ceilDiv(at.getNano(), 1_000_000)),
        60_000L);
  }

  private static StoredCandle candle(ResultSet row, String symbol, int minutes)
      throws SQLException {
    return new StoredCandle(
        symbol,
        Instant.ofEpochSecond(row.getLong("candle") * minutes * 60L),
        Rows.decimal(row, "open_price"),
        Rows.decimal(row, "high_price"),
        Rows.decimal(row, "low_price"),
        Rows.decimal(row, "close_price"),
        Rows.decimal(row, "volume"),
        Rows.decimal(row, "quote_volume"),
        row.getLong("trade_count"),
        row.getLong("version"));
  }
}
