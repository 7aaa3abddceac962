package bourse.platform.data;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** On H2, which has one user: refuses whatever would change or delete a row of the audit trail. */
public final class InsertOnly implements Trigger {
  /** Called by H2 for each row. */
  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    throw new SQLException("The audit trail only grows: no row is changed or deleted", "42501");
  }
}
