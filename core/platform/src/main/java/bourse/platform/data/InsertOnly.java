package bourse.platform.data;

import bourse.platform.audit.Audit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.h2.api.Trigger;

/** On H2, which has one user: refuses whatever would change or delete a row of these tables. */
public final class InsertOnly implements Trigger {
  /** What only grows; on PostgreSQL the services' role may add rows and nothing else. */
  static final List<String> TABLES = List.of(Audit.TABLE, "kyc_events");

  /** Called by H2 for each row. */
  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    throw new SQLException("This table only grows: no row is changed or deleted", "42501");
  }
}
