package bourse.platform.data;

import java.sql.SQLException;

/**
 * Tells a text that PostgreSQL has no form for from other failures: one with the character U+0000.
 * H2 keeps it as it is.
 */
public final class UnstorableText {
  /** SQLSTATE: character not in repertoire. */
  private static final String NOT_IN_REPERTOIRE = "22021";

  private UnstorableText() {}

  /** Whether such a text is among the causes of a failure. */
  public static boolean caused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && NOT_IN_REPERTOIRE.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
