package bourse.exchange;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Compares facts with the rows that they left in the tables whose rows never change. */
final class ProjectionSample {
  /** A row, in words that are the same for the same fact. */
  private record Row(long id, long sequence, String text) {}

  private record Difference(long sequence, String text) {}

  private ProjectionSample() {}

  /** What SQL has otherwise than the batch, as a sentence about the first such fact. */
  static Optional<String> firstDifference(Handle handle, ProjectionBatch batch) {
    return Stream.of(
            difference(
                handle,
                "select * from trades where id between ? and ?",
                batch.trades.stream().map(ProjectionSample::row).toList(),
                (row, context) -> trade(row)),
            difference(
                handle,
                "select * from ledger_entries where id between ? and ?",
                batch.entries.stream().map(ProjectionSample::row).toList(),
                (row, context) -> entry(row)))
        .flatMap(Optional::stream)
        .min(Comparator.comparingLong(Difference::sequence))
        .map(Difference::text);
  }

  /** Ids of both tables grow with the log, so a sample is a range, and no other row is in it. */
  private static Optional<Difference> difference(
      Handle handle, String query, List<Row> facts, RowMapper<Row> mapper) {
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    List<Row> rows =
        handle.select(query, facts.getFirst().id(), facts.getLast().id()).map(mapper).list();
    Map<Long, Row> held = rows.stream().collect(Collectors.toMap(Row::id, Function.identity()));
    Stream<Difference> otherwise =
        facts.stream()
            .filter(fact -> !fact.equals(held.get(fact.id())))
            .map(fact -> otherwise(fact, Optional.ofNullable(held.get(fact.id()))));
    Set<Long> ids = facts.stream().map(Row::id).collect(Collectors.toSet());
    Stream<Difference> unknown =
        rows.stream()
            .filter(row -> !ids.contains(row.id()))
            .map(row ->
                new Difference(
                    row.sequence(),
                    "SQL has a %s of command %d, and the log has not."
                        .formatted(row.text(), row.sequence())));
    return Stream.concat(otherwise, unknown).min(Comparator.comparingLong(Difference::sequence));
  }

  private static Difference otherwise(Row fact, Optional<Row> held) {
    return new Difference(
        fact.sequence(),
        "Command %d left a %s, and SQL has %s."
            .formatted(fact.sequence(), fact.text(), held.map(Row::text).orElse("none")));
  }

  private static Row row(ProjectionBatch.Trade trade) {
    return trade(
        trade.id(),
        trade.version(),
        trade.symbol().symbol(),
        trade.takerSide().name(),
        trade.price(),
        trade.quantity(),
        trade.buyOrder(),
        trade.sellOrder(),
        trade.buyerFee(),
        trade.sellerFee());
  }

  private static Row trade(ResultSet row) throws SQLException {
    return trade(
        row.getLong("id"),
        row.getLong("version"),
        row.getString("symbol"),
        row.getString("taker_side"),
        row.getBigDecimal("price"),
        row.getBigDecimal("qty"),
        row.getLong("buy_order_id"),
        row.getLong("sell_order_id"),
        row.getBigDecimal("buyer_fee"),
        row.getBigDecimal("seller_fee"));
  }

  private static Row trade(
      long id,
      long sequence,
      String symbol,
      String takerSide,
      BigDecimal price,
      BigDecimal quantity,
      long buyOrder,
      long sellOrder,
      BigDecimal buyerFee,
      BigDecimal sellerFee) {
    return new Row(
        id,
        sequence,
        "trade %d (%s, taker %s, %s at %s, orders %d and %d, fees %s and %s)"
            .formatted(
                id,
                symbol,
                takerSide,
                plain(quantity),
                plain(price),
                buyOrder,
                sellOrder,
                plain(buyerFee),
                plain(sellerFee)));
  }

  private static Row row(ProjectionBatch.Entry entry) {
    return entry(
        entry.id(),
        entry.sequence(),
        entry.factIndex(),
        entry.walletId(),
        entry.type().name(),
        entry.bucket().name(),
        entry.amount(),
        entry.balanceAfter(),
        entry.reference());
  }

  private static Row entry(ResultSet row) throws SQLException {
    return entry(
        row.getLong("id"),
        row.getLong("sequence"),
        row.getInt("fact_index"),
        row.getLong("wallet_id"),
        row.getString("type"),
        row.getString("bucket"),
        row.getBigDecimal("amount"),
        row.getBigDecimal("balance_after"),
        row.getString("tx_ref"));
  }

  private static Row entry(
      long id,
      long sequence,
      int factIndex,
      long wallet,
      String type,
      String bucket,
      BigDecimal amount,
      BigDecimal balanceAfter,
      String reference) {
    return new Row(
        id,
        sequence,
        "posting %d.%d (%s of %s to %s of wallet %d, then %s, for %s)"
            .formatted(
                sequence,
                factIndex,
                type,
                plain(amount),
                bucket,
                wallet,
                plain(balanceAfter),
                reference));
  }

  private static String plain(BigDecimal value) {
    return Rows.plain(value).toPlainString();
  }
}
