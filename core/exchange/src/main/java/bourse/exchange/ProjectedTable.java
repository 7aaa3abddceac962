package bourse.exchange;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A table that only the projector writes, and how its rows are found in the order of their key.
 *
 * @param key columns that name a row in messages
 * @param query in the order of numbers: texts sort differently from database to database
 */
public record ProjectedTable(String name, List<String> key, String query) {
  /** Names the owner by the users' table, which is not projected. */
  private static final Set<String> NOT_PROJECTED = Set.of("user_id");

  /** Those that a proof compares. */
  public static final List<ProjectedTable> ALL =
      List.of(
          of("ledger_entries", "id"),
          of("transfers", "sequence"),
          of("holds", "id"),
          of("ledger_periods", "sequence"),
          of("trades", "id"),
          of("orders", "id"),
          of("order_lists", "id"),
          of("prevented_matches", "id"),
          of("wallet", "id"),
          new ProjectedTable(
              "candles",
              List.of("symbol", "start_minute"),
              "select candles.* from candles join symbols on symbols.symbol = candles.symbol"
                  + " order by symbols.id, candles.start_minute"),
          of("account_flags", "account_id"),
          of("safe_states", "sequence"),
          new ProjectedTable(
              "fee_rates",
              List.of("group_id", "symbol_id", "minimum_volume"),
              "select * from fee_rates order by group_id, symbol_id, minimum_volume"),
          of("fee_schedule", "version"),
          new ProjectedTable(
              "account_volumes",
              List.of("account_id", "traded_on"),
              "select * from account_volumes order by account_id, traded_on"),
          of("symbols", "id"),
          of("assets", "id"));

  private static ProjectedTable of(String name, String key) {
    return new ProjectedTable(name, List.of(key), "select * from " + name + " order by " + key);
  }

  static boolean isProjected(String column) {
    return !NOT_PROJECTED.contains(column);
  }

  /** The same text for the same value, whatever the database hands out. */
  static String text(ResultSet row, int column) throws SQLException {
    return switch (row.getObject(column)) {
      case null -> "nothing";
      case BigDecimal number -> Rows.plain(number).toPlainString();
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Timestamp _, OffsetDateTime _ ->
          row.getObject(column, OffsetDateTime.class).toInstant().toString();
      case Object other -> other.toString();
    };
  }
}
