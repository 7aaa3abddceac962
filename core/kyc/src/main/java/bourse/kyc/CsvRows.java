package bourse.kyc;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV (RFC 4180). */
final class CsvRows {
  private CsvRows() {}

  static List<List<String>> read(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (quoted) {
        boolean isDouble = letter == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (isDouble) {
          cell.append('"');
          i++;
        } else if (letter == '"') {
          quoted = false;
        } else {
          cell.append(letter);
        }
      } else if (letter == '"' && cell.isEmpty()) {
        quoted = true;
      } else if (letter == ',') {
        row.add(cell.toString());
        cell.setLength(0);
      } else if (letter == '\n') {
        end(rows, row, cell);
        row = new ArrayList<>();
      } else if (letter != '\r') {
        cell.append(letter);
      }
    }
    if (!cell.isEmpty() || !row.isEmpty()) {
      end(rows, row, cell);
    }
    return rows;
  }

  private static void end(List<List<String>> rows, List<String> row, StringBuilder cell) {
    row.add(cell.toString());
    cell.setLength(0);
    rows.add(row);
  }
}
