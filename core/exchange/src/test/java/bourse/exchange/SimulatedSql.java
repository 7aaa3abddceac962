package bourse.exchange;

import bourse.platform.data.Database;
import bourse.platform.data.SqlDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.store.fs.FileUtils;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/**
 * H2 with the product's schema, in a file in memory. After each commit the file is forced and
 * copied; a crash puts one of these copies in its place, so that SQL falls back to what it held at
 * some commit, as H2 does whose commits are not on the disk.
 */
final class SimulatedSql implements Database, AutoCloseable {
  private static final AtomicLong NAMES = new AtomicLong();
  private static final int IMAGES = 12;
  private static final String OPTIONS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
          + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;QUERY_CACHE_SIZE=64;FILE_LOCK=NO;TRACE_LEVEL_FILE=0";

  /** The file of an empty database with all migrations. */
  private static final byte[] EMPTY = migrated();

  private final String path = "nioMemFS:/simulated-" + NAMES.incrementAndGet();
  private final Mishaps mishaps;
  private final List<byte[]> images = new ArrayList<>(List.of(EMPTY));
  private Connection connection;
  private Jdbi jdbi;

  SimulatedSql(Mishaps mishaps) throws SQLException, IOException {
    this.mishaps = mishaps;
    write(path, EMPTY);
    connect();
  }

  /** The process dies: SQL falls back to one of the last commits, mostly the very last. */
  void crash() throws SQLException, IOException {
    int back = mishaps.random().nextInt(3) == 0 ? mishaps.random().nextInt(images.size()) : 0;
    if (back > 0) {
      mishaps.count("SQL falls back");
    }
    shutDown();
    while (back-- > 0) {
      images.removeLast();
    }
    write(path, images.getLast());
    connect();
  }

  @Override
  public Jdbi jdbi() {
    return jdbi;
  }

  @Override
  public Dialect dialect() {
    return Dialect.H2;
  }

  @Override
  public <T, X extends Exception> T write(HandleCallback<T, X> work) throws X {
    mishaps.before("SQL begin");
    T result =
        jdbi.<T, X>inTransaction(handle -> {
          T made = work.withHandle(handle);
          mishaps.before("SQL commit");
          return made;
        });
    keepImage();
    mishaps.before("SQL committed");
    return result;
  }

  @Override
  public <T, X extends Exception> T durably(HandleCallback<T, X> work) throws X {
    return write(work);
  }

  @Override
  public void close() throws SQLException {
    shutDown();
    FileUtils.delete(path + ".mv.db");
  }

  private void keepImage() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("checkpoint sync");
      images.add(read(path));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
    if (images.size() > IMAGES) {
      images.removeFirst();
    }
  }

  private void connect() throws SQLException {
    connection = source(path).getConnection();
    jdbi = Jdbi.create(faulty(connection));
    jdbi.registerArrayType(String.class, "varchar");
  }

  /** Statements may fail, and the process may crash at each. */
  private Connection faulty(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                mishaps.before("SQL statement");
                if (mishaps.fails("SQL statement")) {
                  throw new SQLException("The simulated database does not answer");
                }
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void shutDown() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("shutdown immediately");
    }
  }

  private static JdbcDataSource source(String path) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:" + path + OPTIONS);
    source.setUser("bourse");
    return source;
  }

  private static byte[] migrated() {
    String path = "nioMemFS:/simulated-empty";
    Flyway.configure()
        .dataSource(source(path))
        .locations("classpath:" + SqlDatabase.MIGRATIONS)
        .table("schema_history")
        .load()
        .migrate();
    try (Connection connection = source(path).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown compact");
      return read(path);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(String path) throws IOException {
    try (InputStream in = FileUtils.newInputStream(path + ".mv.db")) {
      return in.readAllBytes();
    }
  }

  private static void write(String path, byte[] image) throws IOException {
    FileUtils.delete(path + ".mv.db");
    try (OutputStream out = FileUtils.newOutputStream(path + ".mv.db", false)) {
      out.write(image);
    }
  }
}
