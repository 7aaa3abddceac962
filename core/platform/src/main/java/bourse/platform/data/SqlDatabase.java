package bourse.platform.data;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of this process: an encrypted H2 file, or a PostgreSQL server. {@link #start}
 * connects, applies the migrations and begins to watch; before it, nothing else may be called.
 *
 * <p>On PostgreSQL the services work as a role of their own, which may read the projected tables
 * and not write them; {@link #projection} is the door of the projector, who may.
 */
public final class SqlDatabase implements Database, Service {
  /** Where the migrations stand on the class path. */
  public static final String MIGRATIONS = "schema";

  private static final Logger LOG = LoggerFactory.getLogger(SqlDatabase.class);
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int SOCKET_TIMEOUT_SECONDS = 60;
  private static final int WATCH_INTERVAL_MILLIS = 1_000;
  private static final int CONNECTIONS = 16;
  private static final int PROJECTION_CONNECTIONS = 4;

  private final Dialect dialect;
  private final String url;
  private final Properties credentials;
  private final String where;
  private final String migrations;
  private final Optional<ServicesRole> servicesRole;

  /** Empty for PostgreSQL. */
  private final Optional<H2File> file;

  private final CountDownLatch stopping = new CountDownLatch(1);

  private volatile GroupCommit checkpoint = new GroupCommit(this::checkpointSync);
  private volatile Health health = Health.down("The database has not been started.");

  /** How it is when nothing is wrong. */
  private volatile Health well = Health.UP;

  private final AtomicLong cutTransactions = new AtomicLong();

  /** Of the H2 file as it is open now. */
  private volatile H2Buffer buffer;

  private HikariDataSource pool;

  /** Of the tables' owner, where the services have a role of their own; else null. */
  private HikariDataSource ownerPool;

  private Jdbi jdbi;
  private Jdbi ownerJdbi;
  private final Database projection = new Projection();
  private Thread watch;

  /**
   * No thread of H2's own writes the file: it is written at the end of each transaction, and by
   * {@link #watch}, which also compacts it. What H2 writes while a transaction is under way, it
   * does not undo after a crash. All statements of the projection stay parsed.
   */
  private static final String H2_PACE = ";WRITE_DELAY=0;QUERY_CACHE_SIZE=64";

  /** Held while something is changed in H2, and while its file is written. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private SqlDatabase(
      Dialect dialect,
      String url,
      String user,
      String password,
      String where,
      String migrations,
      Optional<ServicesRole> servicesRole,
      Optional<H2File> file) {
    this.dialect = dialect;
    this.url = url;
    this.where = where;
    this.migrations = migrations;
    this.servicesRole = servicesRole;
    this.file = file;
    this.credentials = new Properties();
    credentials.setProperty("user", user);
    credentials.setProperty("password", password);
  }

  /**
   * The PostgreSQL server of the settings, or the encrypted file of the data directory.
   *
   * @param projected tables that only {@link #projection} may write
   */
  public static SqlDatabase of(
      Settings settings, DataDirectory data, Keystore keystore, Set<String> projected)
      throws IOException {
    String url = settings.get(DatabaseSettings.URL);
    return url.isBlank()
        ? h2(
            data.database().resolve("bourse"),
            keystore.databaseFilePassword(),
            keystore.databasePassword())
        : postgresql(
                url,
                settings.get(DatabaseSettings.USER),
                settings.get(DatabaseSettings.PASSWORD),
                settings.get(DatabaseSettings.SERVICES_ROLE),
                projected)
            .with(PostgresTls.properties(settings, data.root()));
  }

  private SqlDatabase with(Properties more) {
    credentials.putAll(more);
    return this;
  }

  /**
   * An H2 database in an encrypted file.
   *
   * @param file without its ending: {@code data/sql/bourse} is kept in {@code bourse.mv.db}
   * @param filePassword encrypts the file (AES); no spaces
   * @param userPassword of the one SQL user; no spaces
   */
  public static SqlDatabase h2(Path file, String filePassword, String userPassword) {
    return h2(file, filePassword, userPassword, MIGRATIONS);
  }

  /** The same with the migrations of another folder on the class path. */
  public static SqlDatabase h2(
      Path file, String filePassword, String userPassword, String migrations) {
    Path absolute = file.toAbsolutePath();
    if (absolute.toString().indexOf(';') >= 0) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The data directory " + absolute + " has a ';' in its name. Choose another.");
    }
    String url =
        "jdbc:h2:retry:"
            + absolute
            + ";CIPHER=AES;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE="
            + h2CacheKibibytes()
            + H2_PACE;
    return new SqlDatabase(
        Dialect.H2,
        url,
        "bourse",
        filePassword + " " + userPassword,
        "H2 file " + absolute + ".mv.db",
        migrations,
        Optional.empty(),
        Optional.of(new H2File(absolute, filePassword)));
  }

  /**
   * A sixteenth of the heap, and at least 64 MiB. What is not there is read from the file and
   * decrypted: with the orders of a busy hour that was an eighth of the projection's work.
   */
  private static long h2CacheKibibytes() {
    return Math.clamp(Runtime.getRuntime().maxMemory() / 16 / 1024, 64 * 1024, 512 * 1024);
  }

  /**
   * A PostgreSQL database, in which one role does all.
   *
   * @param url {@code jdbc:postgresql://host:5432/bourse}, without credentials
   * @param migrations a folder on the class path
   */
  public static SqlDatabase postgresql(
      String url, String user, String password, String migrations) {
    return postgresql(url, user, password, migrations, Optional.empty());
  }

  /**
   * A PostgreSQL database with the product's schema, in which the services work as a role of their
   * own.
   *
   * @param servicesRole its name; blank for the user's with {@code _services}, where that can be
   *     had
   * @param projected tables that only {@link #projection} may write
   */
  public static SqlDatabase postgresql(
      String url, String user, String password, String servicesRole, Set<String> projected) {
    return postgresql(
        url,
        user,
        password,
        MIGRATIONS,
        Optional.of(
            servicesRole.isBlank()
                ? new ServicesRole(user + "_services", projected, false)
                : new ServicesRole(servicesRole, projected, true)));
  }

  private static SqlDatabase postgresql(
      String url,
      String user,
      String password,
      String migrations,
      Optional<ServicesRole> servicesRole) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "database.url must begin with jdbc:postgresql: and name host and database.");
    }
    return new SqlDatabase(
        Dialect.POSTGRESQL,
        url,
        user,
        password,
        "PostgreSQL " + url.substring("jdbc:postgresql:".length()).replaceAll("\\?.*", ""),
        migrations,
        servicesRole,
        Optional.empty());
  }

  @Override
  public String name() {
    return "database";
  }

  /**
   * Errors: {@code DEPENDENCY_DOWN} (does not answer), {@code BAD_CONFIGURATION} (refuses user or
   * password), {@code KEY_MISSING} (the file was encrypted with another password), {@code
   * DATA_DIRECTORY_IN_USE}, {@code DATABASE_DAMAGED}, {@code VERSION_TOO_OLD}, {@code
   * MIGRATION_FAILED}.
   */
  @Override
  public void start() throws Exception {
    if (dialect == Dialect.POSTGRESQL) {
      credentials.setProperty("reWriteBatchedInserts", "true");
      credentials.setProperty("ApplicationName", "bourse");
      credentials.setProperty("tcpKeepAlive", "true");
      credentials.setProperty("connectTimeout", "5");
      credentials.setProperty("socketTimeout", String.valueOf(SOCKET_TIMEOUT_SECONDS));
    }
    Optional<String> damage = file.isPresent() ? file.get().damage() : Optional.empty();
    if (damage.isPresent()) {
      throw new Fault(ErrorCode.DATABASE_DAMAGED, damaged(damage.get()));
    }
    try {
      open();
    } catch (Exception e) {
      // What another password opens looks damaged too.
      boolean isOpened = !(e instanceof Fault fault) || fault.code() != ErrorCode.KEY_MISSING;
      throw isOpened && H2Failure.damaged(e)
          ? new Fault(ErrorCode.DATABASE_DAMAGED, damaged(firstLine(e)), e)
          : e;
    }
    jdbi = jdbi(pool);
    ownerJdbi = ownerPool == null ? jdbi : jdbi(ownerPool);
    health = well;
    watch = Thread.ofVirtual().name("database-watch").start(this::watch);
  }

  private void open() throws Exception {
    connectOnce();
    if (servicesRole.isPresent()) {
      startAsTwoRoles(servicesRole.get());
    } else {
      pool = new HikariDataSource(pooled("bourse-sql", CONNECTIONS));
      if (dialect == Dialect.H2) {
        buffer = H2Buffer.enlarge(pool);
      }
      Migrations.apply(pool, migrations);
      if (dialect == Dialect.H2) {
        keepWhatOnlyGrows();
        checkpoint.await();
      }
    }
  }

  /** What a role's grants do on PostgreSQL. */
  private void keepWhatOnlyGrows() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : InsertOnly.TABLES) {
        if (statement
            .executeQuery(
                "select 1 from information_schema.tables where table_name = '" + table + "'")
            .next()) {
          statement.execute(
              "create trigger if not exists %s_stays before update, delete on %s for each row call '%s'"
                  .formatted(table, table, InsertOnly.class.getName()));
        }
      }
    }
  }

  private void startAsTwoRoles(ServicesRole role) throws SQLException {
    ownerPool = new HikariDataSource(pooled("bourse-projection", PROJECTION_CONNECTIONS));
    Migrations.apply(ownerPool, migrations);
    HikariConfig services = pooled("bourse-sql", CONNECTIONS);
    if (role.prepare(ownerPool)) {
      services.setConnectionInitSql(role.takeOn(ownerPool));
    } else {
      well =
          new Health(
              Health.State.UP,
              "Every part may write the projected tables; config-samples/postgresql.sql mends"
                  + " that.");
    }
    pool = new HikariDataSource(services);
  }

  private HikariConfig pooled(String name, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setDataSourceProperties(credentials);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
    config.setValidationTimeout(2_000);
    return config;
  }

  private Jdbi jdbi(HikariDataSource connections) {
    Jdbi made = Jdbi.create(() -> connection(connections));
    made.registerArrayType(String.class, "varchar");
    return made;
  }

  @Override
  public void stop() throws Exception {
    stopping.countDown();
    if (watch != null) {
      watch.join();
    }
    if (ownerPool != null) {
      ownerPool.close();
    }
    if (pool == null) {
      return;
    }
    health = Health.down("The database is stopped.");
    pool.close();
    if (dialect == Dialect.H2) {
      shutDownH2();
    }
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public Jdbi jdbi() {
    if (jdbi == null) {
      throw new IllegalStateException("The database has not been started");
    }
    return jdbi;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  /**
   * The same database for the projector, the only one who may write the projected tables. May be
   * asked for before the start.
   */
  public Database projection() {
    return projection;
  }

  /** As the owner of the tables. */
  private final class Projection implements Database {
    @Override
    public Jdbi jdbi() {
      SqlDatabase.this.jdbi();
      return ownerJdbi;
    }

    @Override
    public Dialect dialect() {
      return dialect;
    }

    @Override
    public <T, X extends Exception> T write(HandleCallback<T, X> work) throws X {
      return dialect == Dialect.H2
          ? SqlDatabase.this.write(handle -> unwritten(handle, work))
          : jdbi().inTransaction(work);
    }

    @Override
    public <T, X extends Exception> T durably(HandleCallback<T, X> work) throws X {
      return dialect == Dialect.H2 ? SqlDatabase.this.durably(work) : write(work);
    }
  }

  /**
   * Does the work, and tells when H2 wrote its file before the work was committed. Only the
   * projection changes that much at once; the other services take numbers from sequences, for which
   * H2 writes its file too.
   */
  private <T, X extends Exception> T unwritten(Handle handle, HandleCallback<T, X> work) throws X {
    long before = buffer.writes();
    T result = work.withHandle(handle);
    if (buffer.writes() != before) {
      cutTransactions.incrementAndGet();
      LOG.warn(
          "One transaction changed more than {} MiB, so H2 wrote its file in the midst of it. If the"
              + " process is killed in such a moment, the database can come back with half of it,"
              + " which the next start finds. Give the process more memory, or use PostgreSQL.",
          buffer.bytes() >> 20);
    }
    return result;
  }

  @Override
  public <T, X extends Exception> T durably(HandleCallback<T, X> work) throws X {
    T result = write(work);
    if (dialect == Dialect.H2) {
      try {
        checkpoint.await();
      } catch (Exception e) {
        throw new Fault(
            ErrorCode.OUTCOME_UNKNOWN,
            "The database could not force this change to its disk; it may be gone after a power"
                + " cut.",
            e);
      }
    }
    return result;
  }

  @Override
  public <T, X extends Exception> T write(HandleCallback<T, X> work) throws X {
    if (dialect != Dialect.H2) {
      return jdbi().inTransaction(work);
    }
    writing.lock();
    try {
      return jdbi().inTransaction(work);
    } finally {
      writing.unlock();
    }
  }

  /**
   * How many transactions of the projection were so large that H2 wrote its file in the midst of
   * them.
   */
  public long cutTransactions() {
    return cutTransactions.get();
  }

  /** How many times the H2 file was forced so far: with many committers fewer than commits. */
  public long forces() {
    return checkpoint.forces();
  }

  private Connection connection(HikariDataSource connections) {
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      // Clients read this: health and the cause say which database it is.
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The database does not answer; try again shortly.",
          new SQLException(where + " does not answer", e));
    }
  }

  private void connectOnce() {
    try (Connection connection = DriverManager.getConnection(url, credentials)) {
      connection.isValid(2);
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  private String damaged(String how) {
    return "The "
        + where
        + " is damaged: "
        + how
        + ". Move it away and put its newest sound backup there; see"
        + " docs/runbooks/database-damaged.md";
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
  }

  private Fault fault(SQLException e) {
    String reason = e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
    if (dialect == Dialect.H2) {
      return switch (e.getErrorCode()) {
        case 90020, 90011 ->
            new Fault(
                ErrorCode.DATA_DIRECTORY_IN_USE, "Another process uses the " + where + ".", e);
        case 90049, 28000 ->
            new Fault(
                ErrorCode.KEY_MISSING,
                "The "
                    + where
                    + " can't be read with this password. Restore the keystore that belongs to it"
                    + " or, when that is here, the file's newest sound backup.",
                e);
        default ->
            new Fault(ErrorCode.DEPENDENCY_DOWN, "The " + where + " can't be opened: " + reason, e);
      };
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (isAboutTls(e)) {
      return new Fault(
          ErrorCode.BAD_CONFIGURATION,
          where
              + " can't be trusted: "
              + reason
              + ". Give it a certificate for the name in database.url, and name its authority in"
              + " database.ca; see docs/guides/tls.md.",
          e);
    }
    if (state.startsWith("28") || state.equals("3D000")) {
      return new Fault(
          ErrorCode.BAD_CONFIGURATION,
          where + " refuses: " + reason + ". Correct database.url, user or password.",
          e);
    }
    return new Fault(
        ErrorCode.DEPENDENCY_DOWN,
        where + " does not answer: " + reason + " Start it, or correct database.url.",
        e);
  }

  private static boolean isAboutTls(SQLException e) {
    return e.getMessage().contains("SSL")
        || e.getMessage().contains("hostnameverifier")
        || e.getCause() instanceof SSLException;
  }

  /** Writes and closes the file. The command ends its own connection, so none is closed here. */
  private void shutDownH2() throws SQLException {
    Statement statement = DriverManager.getConnection(url, credentials).createStatement();
    statement.execute("shutdown");
  }

  private void checkpointSync() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      writing.lock();
      try {
        statement.execute("checkpoint sync");
      } finally {
        writing.unlock();
      }
    }
  }

  /** Writes what is left, and rewrites a part of the file when half of it is dead. */
  private void compact(Statement statement) throws SQLException {
    statement.setQueryTimeout(0);
    writing.lock();
    try {
      statement.execute("checkpoint");
    } finally {
      writing.unlock();
    }
  }

  private void watch() {
    try {
      while (!stopping.await(WATCH_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        health = look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Health look() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(2);
      statement.execute("select 1");
      if (dialect == Dialect.H2) {
        compact(statement);
      }
    } catch (SQLException e) {
      if (stopping.getCount() == 0) {
        return health;
      }
      return dialect == Dialect.H2 && H2Failure.closed(e) ? reopen(e) : unanswered(e);
    }
    return checkpoint.failure().map(this::unforced).orElse(well);
  }

  /**
   * H2 closes its file when a write fails, as on a full disk, and none of the connections ever
   * works again. New ones open the file as it was at the last write that succeeded.
   */
  private Health reopen(SQLException closed) {
    pool.getHikariPoolMXBean().softEvictConnections();
    Optional<Exception> failure = checkpoint.failure();
    if (failure.isPresent() && !H2Failure.beforeTheForce(failure.get())) {
      return unforced(failure.get());
    }
    GroupCommit writable = new GroupCommit(this::checkpointSync);
    try {
      writable.await();
      buffer = H2Buffer.enlarge(pool);
    } catch (Exception e) {
      pool.getHikariPoolMXBean().softEvictConnections();
      return unanswered(closed);
    }
    checkpoint = writable;
    LOG.info("The {} had closed itself and is open again", where);
    return Health.UP;
  }

  private Health unforced(Exception failure) {
    return Health.down(
        "The database could not force a change to disk ("
            + where
            + ": "
            + failure.getMessage()
            + "). Check the disk and restart.");
  }

  private Health unanswered(SQLException e) {
    if (H2Failure.damaged(e)) {
      return Health.down(damaged(firstLine(e)));
    }
    int waiting = pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    int active = pool.getHikariPoolMXBean().getActiveConnections();
    return active == CONNECTIONS && waiting > 0
        ? Health.degraded("All " + CONNECTIONS + " database connections are busy.")
        : Health.down("The database does not answer (" + where + "): " + e.getMessage().strip());
  }
}
