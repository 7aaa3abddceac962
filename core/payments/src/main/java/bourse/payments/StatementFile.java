package bourse.payments;

import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A bank's statement as CSV (RFC 4180) in UTF-8, whose first line names the columns {@code date}
 * (2026-01-31), {@code utr}, {@code credit} (a plain decimal; empty for what went out) and {@code
 * narration}, in any order, beside others that are passed over. All of it is read, or nothing.
 */
final class StatementFile {
  private static final int MOST_LINES = 10_000;
  private static final int LONGEST_NARRATION = 1_000;
  private static final String TRANSACTION = "[A-Za-z0-9/-]{6,40}";
  private static final String RUPEE = "INR";

  /** Money that came, as the bank says. */
  record Credit(LocalDate date, String transaction, BigDecimal amount, String narration) {}

  private StatementFile() {}

  /**
   * @throws Fault {@code STATEMENT_REFUSED}, which names the line
   */
  static List<Credit> read(byte[] file) {
    List<List<String>> rows = rows(text(file));
    if (rows.isEmpty()) {
      throw refused(1, "there is none");
    }
    List<String> names =
        rows.getFirst().stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    int date = column(names, "date");
    int transaction = column(names, "utr");
    int credit = column(names, "credit");
    int narration = column(names, "narration");
    if (rows.size() > MOST_LINES + 1) {
      throw refused(MOST_LINES + 2, "a statement has at most " + MOST_LINES + " lines at once");
    }
    List<Credit> credits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      if (row.size() != names.size()) {
        throw refused(i + 1, "it has " + row.size() + " cells, and the first line " + names.size());
      }
      if (row.get(credit).isBlank()) {
        continue;
      }
      Credit read =
          new Credit(
              date(row.get(date).strip(), i + 1),
              transaction(row.get(transaction).strip(), i + 1),
              amount(row.get(credit).strip(), i + 1),
              shortened(row.get(narration).strip()));
      if (!seen.add(read.transaction())) {
        throw refused(i + 1, "its utr stands in the file twice");
      }
      credits.add(read);
    }
    return credits;
  }

  private static String text(byte[] file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      if (text.indexOf('\0') >= 0) {
        throw refused(1, "the file is not text");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Fault(ErrorCode.STATEMENT_REFUSED, "The statement is not UTF-8.", e);
    }
  }

  private static int column(List<String> names, String name) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw refused(1, "it names no column " + name);
    }
    return column;
  }

  private static LocalDate date(String text, int line) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw refused(line, "its date is not like 2026-01-31");
    }
  }

  private static String transaction(String text, int line) {
    if (!text.matches(TRANSACTION)) {
      throw refused(line, "its utr has not 6 to 40 letters and digits");
    }
    return text.toUpperCase(Locale.ROOT);
  }

  private static BigDecimal amount(String text, int line) {
    Optional<BigDecimal> amount = Decimals.parse(text);
    if (amount.isEmpty()
        || amount.get().signum() <= 0
        || MinorUnits.count(RUPEE, amount.get()).isEmpty()) {
      throw refused(line, "its credit is no amount above 0 with at most 2 decimals");
    }
    return amount.get();
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_NARRATION ? text.substring(0, LONGEST_NARRATION) : text;
  }

  private static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean isDouble =
          quoted && letter == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (isDouble) {
        cell.append('"');
        i++;
      } else if (letter == '"' && (quoted || cell.isEmpty())) {
        quoted = !quoted;
      } else if (quoted || (letter != ',' && letter != '\n' && letter != '\r')) {
        cell.append(letter);
      } else if (letter == ',') {
        row.add(take(cell));
      } else if (letter == '\n') {
        row.add(take(cell));
        rows.add(row);
        row = new ArrayList<>();
      }
    }
    if (!cell.isEmpty() || !row.isEmpty()) {
      row.add(take(cell));
      rows.add(row);
    }
    rows.removeIf(one -> one.size() == 1 && one.getFirst().isBlank());
    return rows;
  }

  private static String take(StringBuilder cell) {
    String text = cell.toString();
    cell.setLength(0);
    return text;
  }

  private static Fault refused(int line, String why) {
    return new Fault(
        ErrorCode.STATEMENT_REFUSED,
        "Line " + line + " of the statement can't be taken: " + why + ". Nothing was taken.");
  }
}
