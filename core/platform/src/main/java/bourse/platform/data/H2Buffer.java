package bourse.platform.data;

import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * How much may change in H2 before it writes its file in the midst of a transaction. H2 has no
 * setting for it, and its 19 MiB are less than one busy transaction of the projection changes: the
 * same pages were then written many times over, and a crash could leave half of a transaction in
 * the file, which H2 does not undo (decision 0063).
 */
final class H2Buffer {
  private static final String FIELD = "autoCommitMemory";
  private static final long MOST_BYTES = 512L << 20;

  private H2Buffer() {}

  /**
   * Lets an eighth of the heap be unwritten.
   *
   * @throws IllegalStateException when this H2 keeps the figure elsewhere than the one that was
   *     tried
   */
  static void enlarge(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
      MVStore store = session.getDatabase().getStore().getMvStore();
      long bytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
      Field field = MVStore.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      field.setInt(store, Math.max(store.getAutoCommitMemory(), (int) bytes));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of H2 has no " + FIELD, e);
    }
  }
}
