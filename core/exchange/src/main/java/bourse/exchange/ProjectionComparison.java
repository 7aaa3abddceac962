package bourse.exchange;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * Compares the projected tables of two databases, row by row and column by column. Reads both as a
 * stream, so that the size of the tables does not matter.
 */
final class ProjectionComparison {
  private static final int ROWS_AT_A_TIME = 1_000;

  /** Names the owner by the users' table, which is not projected. */
  private static final Set<String> NOT_PROJECTED = Set.of("user_id");

  /**
   * A table and how its rows are found in the order of their key.
   *
   * @param key columns that name a row in messages
   * @param query in the order of numbers: texts sort differently from database to database
   */
  private record Table(String name, List<String> key, String query) {
    static Table of(String name, String key) {
      return new Table(name, List.of(key), "select * from " + name + " order by " + key);
    }
  }

  private static final List<Table> TABLES =
      List.of(
          Table.of("ledger_entries", "id"),
          Table.of("trades", "id"),
          Table.of("orders", "id"),
          Table.of("wallet", "id"),
          new Table(
              "candles",
              List.of("symbol", "start_minute"),
              "select candles.* from candles join symbols on symbols.symbol = candles.symbol"
                  + " order by symbols.id, candles.start_minute"),
          Table.of("account_flags", "account_id"),
          Table.of("safe_states", "sequence"),
          new Table(
              "fee_rates",
              List.of("group_id", "symbol_id", "minimum_volume"),
              "select * from fee_rates order by group_id, symbol_id, minimum_volume"),
          Table.of("fee_schedule", "version"),
          new Table(
              "account_volumes",
              List.of("account_id", "traded_on"),
              "select * from account_volumes order by account_id, traded_on"),
          Table.of("symbols", "id"),
          Table.of("assets", "id"));

  /**
   * @param rows compared, by table
   * @param differences the first of each table that has one, as sentences
   */
  record Outcome(Map<String, Long> rows, List<String> differences) {}

  private final Handle log;
  private final Handle sql;
  private final Map<String, Long> rows = new LinkedHashMap<>();
  private final List<String> differences = new ArrayList<>();

  private ProjectionComparison(Handle log, Handle sql) {
    this.log = log;
    this.sql = sql;
  }

  /**
   * @param log has what the log says
   * @param sql has what is to be proved
   */
  static Outcome compare(Handle log, Handle sql) {
    ProjectionComparison comparison = new ProjectionComparison(log, sql);
    TABLES.forEach(comparison::compare);
    return new Outcome(comparison.rows, comparison.differences);
  }

  private void compare(Table table) {
    long count = 0;
    try (ResultIterator<Map<String, String>> expected = rows(log, table);
        ResultIterator<Map<String, String>> held = rows(sql, table)) {
      while (expected.hasNext() || held.hasNext()) {
        Map<String, String> left = next(expected);
        Map<String, String> right = next(held);
        if (!left.equals(right)) {
          differences.add(difference(table, left, right));
          break;
        }
        count++;
      }
    }
    rows.put(table.name(), count);
  }

  private static Map<String, String> next(Iterator<Map<String, String>> rows) {
    return rows.hasNext() ? rows.next() : Map.of();
  }

  private static ResultIterator<Map<String, String>> rows(Handle handle, Table table) {
    RowMapper<Map<String, String>> mapper = (row, context) -> texts(row);
    return handle.createQuery(table.query()).setFetchSize(ROWS_AT_A_TIME).map(mapper).iterator();
  }

  private static Map<String, String> texts(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnLabel(i);
      if (!NOT_PROJECTED.contains(name)) {
        texts.put(name, text(row, i));
      }
    }
    return texts;
  }

  /** The same text for the same value, whatever the database hands out. */
  private static String text(ResultSet row, int column) throws SQLException {
    return switch (row.getObject(column)) {
      case null -> "nothing";
      case BigDecimal number -> Rows.plain(number).toPlainString();
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Timestamp _, OffsetDateTime _ ->
          row.getObject(column, OffsetDateTime.class).toInstant().toString();
      case Object other -> other.toString();
    };
  }

  private static String difference(
      Table table, Map<String, String> expected, Map<String, String> held) {
    if (expected.isEmpty() || (!held.isEmpty() && !sameRow(table, expected, held))) {
      return expected.isEmpty()
          ? "SQL has %s, and the log has not".formatted(row(table, held))
          : "the log leaves %s where SQL has %s".formatted(row(table, expected), row(table, held));
    }
    if (held.isEmpty()) {
      return "the log leaves %s, and SQL has none".formatted(row(table, expected));
    }
    String column =
        expected.keySet().stream()
            .filter(name -> !Objects.equals(expected.get(name), held.get(name)))
            .findFirst()
            .orElseThrow();
    return "%s has %s %s after the log, and %s in SQL"
        .formatted(row(table, expected), column, expected.get(column), held.get(column));
  }

  private static boolean sameRow(Table table, Map<String, String> one, Map<String, String> other) {
    return table.key().stream().allMatch(key -> Objects.equals(one.get(key), other.get(key)));
  }

  private static String row(Table table, Map<String, String> row) {
    String sequence = row.getOrDefault("sequence", row.getOrDefault("version", "unknown"));
    return "%s %s (command %s)"
        .formatted(
            table.name(), String.join(" ", table.key().stream().map(row::get).toList()), sequence);
  }
}
