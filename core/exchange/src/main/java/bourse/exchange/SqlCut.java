package bourse.exchange;

import bourse.platform.data.Database;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;

/**
 * The projected tables as they were at one moment, which is one position of the projection. Read
 * once, table after table in the order of {@link ProjectedTable#ALL}; rows that are not read are
 * passed over. Used by one thread.
 */
public interface SqlCut extends AutoCloseable {
  /** The last command that these tables have. */
  long position();

  /** The rows in the order of their key, each value as a text; columns by name. */
  Iterator<Map<String, String>> rows(ProjectedTable table) throws IOException;

  @Override
  void close() throws IOException;

  /** Of a database that others may go on writing to. */
  static SqlCut of(Database sql) {
    return LocalCut.of(sql);
  }
}
