package bourse.exchange;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Compares the tables with what the facts up to SQL's position leave. */
final class SqlCheck {
  private SqlCheck() {}

  static void run(SimulatedSql sql, History history) {
    try (Handle handle = sql.jdbi().open()) {
      long position = Projector.position(handle);
      if (position > history.last()) {
        throw new Violation(
            "SQL has command %d, but the log ends with %d".formatted(position, history.last()));
      }
      History.Books books = history.booksAt(position);
      compare(position, "ledger entries", books.entries, entries(handle));
      compare(position, "wallets", wallets(books), wallets(handle));
      compare(position, "orders", orders(books), orders(handle));
      long trades = handle.select("select count(*) from trades").mapTo(Long.class).one();
      if (trades != books.trades) {
        throw new Violation(
            "SQL at command %d has %d trades instead of %d"
                .formatted(position, trades, books.trades));
      }
    }
  }

  private static void compare(
      long position, String what, List<String> expected, List<String> found) {
    for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
      String right = i < expected.size() ? expected.get(i) : "nothing";
      String there = i < found.size() ? found.get(i) : "nothing";
      if (!right.equals(there)) {
        throw new Violation(
            "%s in SQL at command %d: '%s' instead of '%s'"
                .formatted(what, position, there, right));
      }
    }
  }

  private static List<String> entries(Handle handle) {
    return handle
        .select("select * from ledger_entries order by id")
        .map((row, context) ->
            History.Books.entry(
                row.getLong("sequence"),
                row.getLong("wallet_id"),
                row.getString("bucket"),
                row.getBigDecimal("amount"),
                row.getBigDecimal("balance_after")))
        .list();
  }

  private static List<String> wallets(History.Books books) {
    Map<Long, String> lines = new TreeMap<>();
    books.wallets.forEach((id, buckets) ->
        lines.put(
            id,
            id
                + Arrays.stream(buckets)
                    .map(amount -> " " + History.Books.plain(amount))
                    .reduce("", String::concat)));
    return List.copyOf(lines.values());
  }

  private static List<String> wallets(Handle handle) {
    return handle
        .select("select * from wallet order by id")
        .map((row, context) -> {
          BigDecimal available = row.getBigDecimal("available");
          BigDecimal reserved = row.getBigDecimal("reserved");
          return row.getLong("id")
              + " "
              + History.Books.plain(available)
              + " "
              + History.Books.plain(reserved);
        })
        .list();
  }

  private static List<String> orders(History.Books books) {
    return books.orders.entrySet().stream()
        .map(one -> one.getKey() + " " + one.getValue())
        .toList();
  }

  private static List<String> orders(Handle handle) {
    return handle
        .select("select id, done_reason from orders order by id")
        .map((row, context) -> row.getLong("id") + " " + (row.getString("done_reason") == null))
        .list();
  }
}
