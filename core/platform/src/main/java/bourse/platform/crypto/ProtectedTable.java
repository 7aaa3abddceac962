package bourse.platform.crypto;

import java.util.List;
import java.util.Map;

/**
 * A table with encrypted columns. It has a column {@code key_version integer not null}, which says
 * under which version of {@link KeyPurpose#FIELDS} the row is encrypted (0: not yet), so that a
 * rotation finds what it has to encrypt anew.
 *
 * @param name of the table
 * @param id its column whose value tells the rows apart and never changes
 * @param columns texts that are encrypted; null stays null
 * @param indexes columns that hold the blind index of an encrypted one, by the encrypted one
 */
public record ProtectedTable(
    String name, String id, List<String> columns, Map<String, String> indexes) {
  public ProtectedTable {
    columns = List.copyOf(columns);
    indexes = Map.copyOf(indexes);
    if (!columns.containsAll(indexes.keySet())) {
      throw new IllegalArgumentException("Of " + name + " a column is indexed and not encrypted");
    }
  }

  /** A table whose encrypted columns are never looked up. */
  public static ProtectedTable of(String name, String id, String... columns) {
    return new ProtectedTable(name, id, List.of(columns), Map.of());
  }

  void require(String column) {
    if (!columns.contains(column)) {
      throw new IllegalArgumentException(name + "." + column + " is not encrypted");
    }
  }
}
