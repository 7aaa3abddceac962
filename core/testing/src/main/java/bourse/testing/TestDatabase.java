package bourse.testing;

import bourse.platform.data.Database;
import bourse.platform.data.SqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    TestDatabase test = migrated(dialect);
    test.reopen();
    return test;
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
      case H2 -> h2(Files.createTempDirectory("bourse-h2-"), migrations);
      case POSTGRESQL -> postgresql(PostgresServer.shared().createDatabase(), migrations);
    };
  }

  private static TestDatabase h2(Path directory, String migrations) {
    return new TestDatabase(
        () -> SqlDatabase.h2(directory.resolve("bourse"), "file", "user", migrations), directory);
  }

  private static TestDatabase postgresql(String url, String migrations) {
    return new TestDatabase(
        () -> SqlDatabase.postgresql(url, PostgresServer.shared().user(), "", migrations), null);
  }

  /** The migrations of the product are applied once in this JVM: each test begins with a copy. */
  private static TestDatabase migrated(Database.Dialect dialect) throws Exception {
    return switch (dialect) {
      case H2 -> {
        Path directory = Files.createTempDirectory("bourse-h2-");
        try (Stream<Path> files = Files.list(H2Template.DIRECTORY)) {
          for (Path file : files.toList()) {
            Files.copy(file, directory.resolve(file.getFileName()));
          }
        }
        yield h2(directory, SqlDatabase.MIGRATIONS);
      }
      case POSTGRESQL ->
          postgresql(
              PostgresServer.shared().createDatabaseLike(PostgresTemplate.URL),
              SqlDatabase.MIGRATIONS);
    };
  }

  private static final class H2Template {
    static final Path DIRECTORY = make();

    private static Path make() {
      try {
        Path directory = Files.createTempDirectory("bourse-h2-template-");
        TestDatabase template = h2(directory, SqlDatabase.MIGRATIONS);
        template.reopen();
        template.stop();
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> delete(directory), "delete-template"));
        return directory;
      } catch (Exception e) {
        throw new IllegalStateException("no template could be made", e);
      }
    }
  }

  private static final class PostgresTemplate {
    static final String URL = make();

    private static String make() {
      try {
        String url = PostgresServer.shared().createDatabase();
        TestDatabase template = postgresql(url, SqlDatabase.MIGRATIONS);
        template.reopen();
        template.stop();
        return url;
      } catch (Exception e) {
        throw new IllegalStateException("no template could be made", e);
      }
    }
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
  public void close() {
    stop();
    if (directory != null) {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
