package bourse.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.data.SqlDatabase;
import bourse.platform.service.Health;
import bourse.testing.PostgresServer;
import bourse.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both databases promise, tried on both. */
class SqlDatabaseTest {
  @ParameterizedTest
  @EnumSource
  void keepsWhatWasWrittenOverARestart(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      test.database()
          .durably(handle ->
              handle.execute(
                  "insert into accounts (account_id, kind, name, created_at)"
                      + " values (nextval('account_ids'), 'FIRM', 'House', current_timestamp)"));

      SqlDatabase again = test.reopen();

      assertEquals(
          "House",
          again
              .jdbi()
              .withHandle(handle ->
                  handle
                      .select("select name from accounts where account_id = 1000")
                      .mapTo(String.class)
                      .one()));
      assertEquals(Health.UP, again.health());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThrownErrorRollsBack(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      long before = count(test.database(), "accounts");
      assertThrows(
          SQLException.class,
          () ->
              test.database()
                  .durably(handle -> {
                    handle.execute("delete from accounts");
                    throw new SQLException("thought better of it");
                  }));

      assertTrue(before > 0);
      assertEquals(before, count(test.database(), "accounts"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMigrationThatWasCutHalfWayIsFinishedAtTheNextStart(Database.Dialect dialect)
      throws Exception {
    try (TestDatabase test = TestDatabase.closed(dialect, "cut")) {
      assertEquals(ErrorCode.MIGRATION_FAILED, assertThrows(Fault.class, test::reopen).code());
    }
    try (TestDatabase test = TestDatabase.open(dialect, "whole")) {
      // As if the second migration had been killed after its first statement.
      test.database()
          .jdbi()
          .useHandle(handle -> {
            handle.execute("drop table second_b");
            handle.execute("delete from schema_history where version = '0002'");
          });

      assertEquals(0, count(test.reopen(), "second_b"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseOfANewerVersionIsRefusedAndNotTouched(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect, "whole")) {
      test.database()
          .jdbi()
          .useHandle(handle ->
              handle.execute(
                  "insert into schema_history (installed_rank, version, description, type,"
                      + " script, checksum, installed_by, installed_on, execution_time, success)"
                      + " values (99, '9000', 'of the future', 'SQL', 'V9000__x.sql', 1, 'x',"
                      + " current_timestamp, 1, true)"));

      Fault refused = assertThrows(Fault.class, test::reopen);

      assertEquals(ErrorCode.VERSION_TOO_OLD, refused.code());
      assertTrue(refused.getMessage().contains("9000"), refused.getMessage());
    }
  }

  @Test
  void manyCommittersShareForcesOnH2() throws Exception {
    try (TestDatabase test = TestDatabase.open(Database.Dialect.H2, "whole");
        ExecutorService committers = Executors.newVirtualThreadPerTaskExecutor()) {
      SqlDatabase database = test.database();
      long before = database.forces();
      List<Future<Integer>> done = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int id = i;
        done.add(
            committers.submit(() ->
                database.durably(
                    handle -> handle.execute("insert into first (id) values (?)", id))));
      }
      for (Future<Integer> one : done) {
        assertEquals(1, one.get());
      }

      long forces = database.forces() - before;

      assertEquals(200, count(database, "first"));
      assertTrue(forces >= 1 && forces < 150, "forces: " + forces);
    }
  }

  /**
   * An interrupt closes a file channel under whoever is in it; H2 must not take it for a broken
   * disk.
   */
  @Test
  void aLargeTransactionIsNotWrittenBeforeItsEndByH2() throws Exception {
    try (TestDatabase test = TestDatabase.open(Database.Dialect.H2)) {
      SqlDatabase database = test.database();
      database
          .jdbi()
          .useHandle(handle ->
              handle.execute(
                  "create table large (id bigint primary key, content varchar not null)"));

      database
          .projection()
          .write(handle -> {
            PreparedBatch rows = handle.prepareBatch("insert into large values (?, ?)");
            for (int i = 0; i < 20_000; i++) {
              rows.add(i, "x".repeat(2_000));
            }
            return rows.execute();
          });

      assertEquals(0, database.cutTransactions(), "40 MB, where H2 by itself waits for 19 MiB");
    }
  }

  @Test
  void interruptedThreadsDoNotBreakTheH2File() throws Exception {
    try (TestDatabase test = TestDatabase.open(Database.Dialect.H2, "whole")) {
      SqlDatabase database = test.database();
      for (int i = 0; i < 50; i++) {
        int id = i;
        Thread writer =
            Thread.ofPlatform()
                .start(() ->
                    database.durably(handle -> {
                      Thread.currentThread().interrupt();
                      handle.execute(
                          "insert into named select 'some text ' || \"X\" from"
                              + " system_range(1, 1000)");
                      return handle.execute("insert into first (id) values (?)", id);
                    }));
        writer.join();
      }

      assertEquals(50, count(test.reopen(), "first"));
    }
  }

  @Test
  void theH2FileIsEncryptedLockedAndBoundToItsPassword(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("a folder with spaces").resolve("bourse");
    SqlDatabase database = SqlDatabase.h2(file, "filekey", "userkey", "whole");
    database.start();
    try {
      database
          .jdbi()
          .useHandle(handle -> handle.execute("insert into named values ('find-me-in-the-file')"));
      assertEquals(
          ErrorCode.KEY_MISSING,
          assertThrows(Fault.class, () -> SqlDatabase.h2(file, "filekey", "x", "whole").start())
              .code());
    } finally {
      database.stop();
    }

    String bytes =
        Files.readString(
            file.resolveSibling("bourse.mv.db"), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(!bytes.contains("find-me"), "the text stands in the file");
    assertEquals(
        ErrorCode.KEY_MISSING,
        assertThrows(Fault.class, () -> SqlDatabase.h2(file, "wrong", "userkey", "whole").start())
            .code());
  }

  /** H2 itself takes such a file for a new one, and writes over it. */
  @Test
  void anH2FileOfWhichNothingCanBeReadIsRefusedAndNotTouched(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("bourse.mv.db");
    SqlDatabase database = SqlDatabase.h2(directory.resolve("bourse"), "key", "user", "whole");
    database.start();
    database.stop();
    int headers = 3 * 4096;
    byte[] wiped = Files.readAllBytes(file);
    byte[] noise = new byte[wiped.length - headers];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, wiped, headers, noise.length);
    Files.write(file, wiped);

    Fault refused =
        assertThrows(
            Fault.class,
            () -> SqlDatabase.h2(directory.resolve("bourse"), "key", "user", "whole").start());

    assertEquals(ErrorCode.DATABASE_DAMAGED, refused.code());
    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    assertArrayEquals(wiped, Files.readAllBytes(file));
  }

  /** H2 itself says then that the password is wrong. */
  @Test
  void anH2FileThatWasOverwrittenUnderItsServerIsCalledDamaged(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("bourse.mv.db");
    Path left = Files.createDirectory(directory.resolve("left")).resolve("bourse.mv.db");
    SqlDatabase database = SqlDatabase.h2(directory.resolve("bourse"), "key", "user", "whole");
    database.start();
    try {
      byte[] noise = new byte[(int) Files.size(file) - 3 * 4096];
      new Random(1).nextBytes(noise);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(noise), 3 * 4096);
      }
      for (int i = 0; i < 3; i++) {
        int id = i;
        database.durably(handle -> handle.execute("insert into first (id) values (?)", id));
      }
      Files.copy(file, left);
    } finally {
      database.stop();
    }

    Fault refused =
        assertThrows(
            Fault.class,
            () -> SqlDatabase.h2(left.resolveSibling("bourse"), "key", "user", "whole").start());

    assertEquals(ErrorCode.DATABASE_DAMAGED, refused.code(), refused.getMessage());
    assertEquals(
        ErrorCode.KEY_MISSING,
        assertThrows(
                Fault.class,
                () ->
                    SqlDatabase.h2(left.resolveSibling("bourse"), "wrong", "user", "whole").start())
            .code());
  }

  @Test
  void aPostgresThatGoesAwayIsNamedAndComesBack() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      SqlDatabase database =
          SqlDatabase.postgresql(server.createDatabase(), server.user(), "", "whole");
      database.start();
      try {
        server.kill();
        awaitHealth(database, Health.State.DOWN);
        Fault fault = assertThrows(Fault.class, () -> database.durably(Connections::one));
        assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
        assertEquals("The database does not answer; try again shortly.", fault.getMessage());
        assertTrue(database.health().detail().contains("127.0.0.1"), "told to operators alone");

        server.restart();

        awaitHealth(database, Health.State.UP);
        assertEquals(1, database.durably(Connections::one));
      } finally {
        database.stop();
      }
    }
  }

  @Test
  void aPostgresThatIsNotThereIsAClearFault() {
    Fault fault =
        assertThrows(
            Fault.class,
            () ->
                SqlDatabase.postgresql(
                        "jdbc:postgresql://127.0.0.1:1/bourse", "u", "p", "", Set.of())
                    .start());

    assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
    assertTrue(fault.getMessage().contains("127.0.0.1:1/bourse"), fault.getMessage());
  }

  private static void awaitHealth(SqlDatabase database, Health.State state) throws Exception {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (database.health().state() != state) {
      assertTrue(System.nanoTime() < deadline, () -> "still " + database.health());
      Thread.sleep(50);
    }
  }

  private static long count(SqlDatabase database, String table) {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.select("select count(*) from " + table).mapTo(Long.class).one());
  }

  /** A query through a plain connection. */
  private static final class Connections {
    static int one(org.jdbi.v3.core.Handle handle) throws SQLException {
      Connection connection = handle.getConnection();
      return connection.isValid(2) ? handle.select("select 1").mapTo(Integer.class).one() : 0;
    }
  }
}
