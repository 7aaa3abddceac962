package bourse.platform.data;

import java.sql.SQLException;
import java.util.Set;

/**
 * Tells a database that can't work now, since it is gone, closed or without room, from a statement
 * that is wrong.
 */
public final class DatabaseOutage {
  /**
   * Error codes of H2: general (a failed write comes as this), file errors, connection broken,
   * database closed.
   */
  private static final Set<Integer> OF_H2 = Set.of(50000, 90007, 90028, 90030, 90031, 90067, 90098);

  /** Classes of SQLSTATE of PostgreSQL: connection, resources, operator's act, system error. */
  private static final Set<String> OF_POSTGRESQL = Set.of("08", "53", "57", "58");

  private DatabaseOutage() {}

  /** Whether an outage is among the causes of a failure. */
  public static boolean caused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isOutage(sql)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOutage(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return OF_H2.contains(failure.getErrorCode())
        || (state.length() == 5 && OF_POSTGRESQL.contains(state.substring(0, 2)));
  }
}
