package bourse.exchange;

import bourse.platform.data.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.engine.Constants;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * A cut of a database of this process: one transaction that sees one state of all tables, whatever
 * is written meanwhile.
 */
final class LocalCut implements SqlCut {
  private static final int ROWS_AT_A_TIME = 1_000;

  private final Handle handle;
  private final Database.Dialect dialect;
  private final int isolation;
  private final long position;
  private Optional<ResultIterator<Map<String, String>>> open = Optional.empty();

  private LocalCut(Handle handle, Database.Dialect dialect) throws SQLException {
    this.handle = handle;
    this.dialect = dialect;
    this.isolation = handle.getConnection().getTransactionIsolation();
    begin();
    this.position = Projector.position(handle);
  }

  static LocalCut of(Database sql) {
    Handle handle = sql.jdbi().open();
    try {
      return new LocalCut(handle, sql.dialect());
    } catch (SQLException e) {
      handle.close();
      throw new IllegalStateException("The database gives no view of one moment", e);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  private void begin() throws SQLException {
    switch (dialect) {
      case H2 -> {
        // Otherwise each result is gathered whole, in memory and then in a file, before it is read.
        handle.execute("set lazy_query_execution true");
        handle.getConnection().setTransactionIsolation(Constants.TRANSACTION_SNAPSHOT);
      }
      case POSTGRESQL ->
          handle.getConnection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }
    handle.begin();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public Iterator<Map<String, String>> rows(ProjectedTable table) {
    open.ifPresent(ResultIterator::close);
    RowMapper<Map<String, String>> mapper = (row, context) -> texts(row);
    ResultIterator<Map<String, String>> rows =
        handle.createQuery(table.query()).setFetchSize(ROWS_AT_A_TIME).map(mapper).iterator();
    open = Optional.of(rows);
    return rows;
  }

  private static Map<String, String> texts(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnLabel(i);
      if (ProjectedTable.isProjected(name)) {
        texts.put(name, ProjectedTable.text(row, i));
      }
    }
    return texts;
  }

  @Override
  public void close() {
    open.ifPresent(ResultIterator::close);
    try (handle) {
      handle.rollback();
      if (dialect == Database.Dialect.H2) {
        handle.execute("set lazy_query_execution false");
      }
      handle.getConnection().setTransactionIsolation(isolation);
    } catch (SQLException e) {
      throw new IllegalStateException("The connection can't be given back as it was", e);
    }
  }
}
