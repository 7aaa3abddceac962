package bourse.platform.http;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Comma-separated values (RFC 4180) that a spreadsheet shows and does not run: a value that would
 * begin a formula gets an apostrophe before it.
 */
public final class Csv {
  private static final String BEGINS_A_FORMULA = "=+-@\t\r\n";

  private Csv() {}

  /** One line, with its end. */
  public static String line(List<String> values) {
    return values.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String value) {
    String safe =
        !value.isEmpty() && BEGINS_A_FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
