package bourse.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares the projected tables of two databases, row by row and column by column. Reads both as a
 * stream, so that the size of the tables does not matter.
 */
final class ProjectionComparison {
  private static final int ROWS_BETWEEN = 1_000;

  /**
   * @param rows compared, by table
   * @param differences the first of each table that has one, as sentences
   */
  record Outcome(Map<String, Long> rows, List<String> differences) {}

  private final SqlCut log;
  private final SqlCut sql;
  private final Runnable progress;
  private final Map<String, Long> rows = new LinkedHashMap<>();
  private final List<String> differences = new ArrayList<>();

  private ProjectionComparison(SqlCut log, SqlCut sql, Runnable progress) {
    this.log = log;
    this.sql = sql;
    this.progress = progress;
  }

  /**
   * @param log has what the log says
   * @param sql has what is to be proved
   * @param progress called now and then
   */
  static Outcome compare(SqlCut log, SqlCut sql, Runnable progress) throws IOException {
    ProjectionComparison comparison = new ProjectionComparison(log, sql, progress);
    for (ProjectedTable table : ProjectedTable.ALL) {
      comparison.compare(table);
    }
    return new Outcome(comparison.rows, comparison.differences);
  }

  private void compare(ProjectedTable table) throws IOException {
    Iterator<Map<String, String>> expected = log.rows(table);
    Iterator<Map<String, String>> held = sql.rows(table);
    long count = 0;
    while (expected.hasNext() || held.hasNext()) {
      Map<String, String> left = next(expected);
      Map<String, String> right = next(held);
      if (!left.equals(right)) {
        differences.add(difference(table, left, right));
        break;
      }
      count++;
      if (count % ROWS_BETWEEN == 0) {
        progress.run();
      }
    }
    rows.put(table.name(), count);
  }

  private static Map<String, String> next(Iterator<Map<String, String>> rows) {
    return rows.hasNext() ? rows.next() : Map.of();
  }

  private static String difference(
      ProjectedTable table, Map<String, String> expected, Map<String, String> held) {
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

  private static boolean sameRow(
      ProjectedTable table, Map<String, String> one, Map<String, String> other) {
    return table.key().stream().allMatch(key -> Objects.equals(one.get(key), other.get(key)));
  }

  private static String row(ProjectedTable table, Map<String, String> row) {
    String sequence = row.getOrDefault("sequence", row.getOrDefault("version", "unknown"));
    return "%s %s (command %s)"
        .formatted(
            table.name(), String.join(" ", table.key().stream().map(row::get).toList()), sequence);
  }
}
