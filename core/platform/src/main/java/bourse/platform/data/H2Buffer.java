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

  private final MVStore store;

  private H2Buffer(MVStore store) {
    this.store = store;
  }

  /**
   * Lets half of the heap be unwritten, of the database that is open now.
   *
   * @throws IllegalStateException when this H2 keeps the figure elsewhere than the one that was
   *     tried
   */
  static H2Buffer enlarge(DataSource source) throws SQLException {
    return enlarge(source, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 2));
  }

  /**
   * @param bytes that may be unwritten; H2's own figure when that is more
   */
  static H2Buffer enlarge(DataSource source, long bytes) throws SQLException {
    try (Connection connection = source.getConnection()) {
      SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
      MVStore store = session.getDatabase().getStore().getMvStore();
      Field field = MVStore.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      field.setInt(store, Math.max(store.getAutoCommitMemory(), Math.toIntExact(bytes)));
      return new H2Buffer(store);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of H2 has no " + FIELD, e);
    }
  }

  /** Another one after each time that H2 wrote its file. */
  long writes() {
    return store.getCurrentVersion();
  }

  /** What may be unwritten. */
  int bytes() {
    return store.getAutoCommitMemory();
  }
}
