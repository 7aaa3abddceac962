package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.platform.data.Database;
import bourse.platform.data.SqlDatabase;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.SnapshotStore;
import bourse.platform.time.WallClock;
import bourse.testing.PostgresServer;
import bourse.testing.SimulatedDisk;
import bourse.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

/** On PostgreSQL the database itself keeps everything but the projector from its tables. */
class ProjectionGrantsTest {
  private static final PostgresServer SERVER = PostgresServer.shared();

  @Test
  void servicesAreDeniedEachProjectedTableAndEverythingElseGoesOn() throws Exception {
    SERVER.execute("create role maker login createrole");
    String url = SERVER.createDatabase("maker");
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedDisk snapshots = new SimulatedDisk();
    for (int start = 0; start < 2; start++) { // the second one finds the role and the grants
      SqlDatabase database = SqlDatabase.postgresql(url, "maker", "", "", Projector.tables());
      database.start();
      try {
        trade(database, disk, snapshots, "start-" + start);
        assertGuarded(database);
        assertOthersAreWritten(database);
      } finally {
        database.stop();
      }
    }
  }

  @Test
  void aRoleMadeBeforehandIsEnough() throws Exception {
    String sample = Files.readString(Path.of("..", "..", "config-samples", "postgresql.sql"));
    String script = sample.replace("bourse", "beforehand");
    SERVER.psql(script);
    SERVER.psql(script);
    SqlDatabase database =
        SqlDatabase.postgresql(
            SERVER.url("beforehand"), "beforehand", "", "beforehand_services", Projector.tables());
    database.start();
    try {
      trade(database, new SimulatedDisk(), new SimulatedDisk(), "order");
      assertGuarded(database);
    } finally {
      database.stop();
    }
  }

  @Test
  void aUserWhoMayNotMakeTheRoleIsToldWhatToDo() throws Exception {
    SERVER.execute("create role plain login");
    String url = SERVER.createDatabase("plain");
    SqlDatabase one = SqlDatabase.postgresql(url, "plain", "", "", Projector.tables());
    one.start();
    try {
      assertTrue(one.health().detail().contains("config-samples/postgresql.sql"));
      one.write(handle -> handle.execute("delete from orders"));
    } finally {
      one.stop();
    }
    SqlDatabase two = SqlDatabase.postgresql(url, "plain", "", "named", Projector.tables());
    try {
      Fault refused = assertThrows(Fault.class, two::start);
      assertEquals(ErrorCode.BAD_CONFIGURATION, refused.code());
      assertTrue(refused.getMessage().contains("config-samples/postgresql.sql"));
    } finally {
      two.stop();
    }
  }

  @Test
  void everyTableOfTheProjectorIsProved() throws Exception {
    Set<String> proved =
        ProjectedTable.ALL.stream().map(ProjectedTable::name).collect(Collectors.toSet());
    Set<String> written = new TreeSet<>(Projector.tables());
    written.removeAll(proved);
    assertEquals(Set.of("projection_position"), written);
  }

  private static void assertGuarded(SqlDatabase database) {
    for (String table : Projector.tables()) {
      List<String> statements =
          List.of(
              "delete from " + table,
              "truncate " + table,
              "insert into " + table + " select * from " + table,
              "alter table " + table + " add column more integer");
      for (String statement : statements) {
        SQLException denied = denied(database, statement);
        assertEquals("42501", denied.getSQLState(), statement + ": " + denied);
      }
      database
          .jdbi()
          .withHandle(handle -> handle.select("select * from " + table).mapToMap().list());
    }
    for (String statement :
        List.of(
            "update admin_audit set notes = ''",
            "delete from admin_audit",
            "truncate admin_audit",
            "update kyc_events set reason = ''",
            "delete from kyc_events",
            "truncate kyc_events")) {
      assertEquals("42501", denied(database, statement).getSQLState(), statement);
    }
    SQLException denied = denied(database, "update orders set status = 'FILLED'");
    assertTrue(denied.getMessage().contains("permission denied for table orders"));
    assertEquals(
        "42501", denied(database, "update wallet set balance = balance + 1").getSQLState());
  }

  private static SQLException denied(SqlDatabase database, String statement) {
    JdbiException refused =
        assertThrows(
            JdbiException.class,
            () -> database.write(handle -> handle.execute(statement)),
            statement);
    return (SQLException) refused.getCause();
  }

  private static void assertOthersAreWritten(SqlDatabase database) {
    int rows =
        database.durably(handle ->
            handle.execute(
                "insert into accounts (account_id, kind, name, created_at)"
                    + " values (nextval('account_ids'), 'FIRM', 'House', current_timestamp)"));
    assertEquals(1, rows);
    database.write(
        handle -> handle.execute("update accounts set name = 'Desk' where kind = 'FIRM'"));
  }

  private static void trade(
      SqlDatabase database, SimulatedDisk disk, SimulatedDisk snapshots, String run)
      throws Exception {
    ExchangeRuntime exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.of(disk, snapshots),
            Optional.empty(),
            WallClock.system(),
            reason -> {});
    exchange.add(new Projector(database.projection()));
    exchange.start();
    try {
      if (exchange.sequence() == 1) {
        TestMarket.list(exchange);
        TestMarket.fund(exchange, 1_000);
        TestMarket.fund(exchange, 1_001);
      }
      exchange.submit(TestMarket.place(1_000, Side.BUY, 10_000, 5, run + "-buy"));
      exchange.submit(TestMarket.place(1_001, Side.SELL, 10_000, 3, run + "-sell"));
    } finally {
      exchange.stop();
    }
    try (TestDatabase scratch = TestDatabase.open(Database.Dialect.H2)) {
      OfflineLog log = new OfflineLog(new LocalSegments(disk), new SnapshotStore(snapshots, 3));
      Proof.Result proof =
          new Proof(log, ProvedVenue.stopped(database), scratch.database(), sequence -> {}).run();
      assertEquals(List.of(), proof.differences());
      assertTrue(proof.rows().get("trades") > 0);
    }
  }
}
