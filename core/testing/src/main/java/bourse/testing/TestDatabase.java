package bourse.testing;

import bourse.platform.data.Database;
import bourse.platform.data.SqlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A real, started, empty database with all migrations that are on the class path, for one test. A
 * test runs on both with {@code @ParameterizedTest} and {@code @EnumSource} over {@link
 * Database.Dialect}.
 */
public final class TestDatabase implements AutoCloseable {
  private final Supplier<SqlDatabase> opening;
  private final Path directory;
  private SqlDatabase database;

  private TestDatabase(Supplier<SqlDatabase> opening, Path directory) {
    this.opening = opening;
    this.directory = directory;
  }

  /** With the product's migrations, which need {@code bourse-schema} on the class path. */
  public static TestDatabase open(Database.Dialect dialect) throws Exception {
    return open(dialect, SqlDatabase.MIGRATIONS);
  }

  /** With the migrations of another folder on the class path. */
  public static TestDatabase open(Database.Dialect dialect, String migrations) throws Exception {
    TestDatabase test = closed(dialect, migrations);
    test.reopen();
    return test;
  }

  /** Not started yet: {@link #reopen} starts it. */
  public static TestDatabase closed(Database.Dialect dialect, String migrations)
      throws IOException {
    return switch (dialect) {
      case H2 -> {
        Path directory = Files.createTempDirectory("bourse-h2-");
        yield new TestDatabase(
            () -> SqlDatabase.h2(directory.resolve("bourse"), "file", "user", migrations),
            directory);
      }
      case POSTGRESQL -> {
        PostgresServer server = PostgresServer.shared();
        String url = server.createDatabase();
        yield new TestDatabase(
            () -> SqlDatabase.postgresql(url, server.user(), "", migrations), null);
      }
    };
  }

  public SqlDatabase database() {
    return database;
  }

  /** Stops the database when it runs, and starts it again on the same data. */
  public SqlDatabase reopen() throws Exception {
    stop();
    database = opening.get();
    database.start();
    return database;
  }

  @Override
  public void close() throws IOException {
    stop();
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void stop() {
    if (database != null) {
      try {
        database.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
