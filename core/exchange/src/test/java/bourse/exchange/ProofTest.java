package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.Side;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.data.Database;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogSettings;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import bourse.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a proof accepts, and what it finds. */
class ProofTest {
  private static final int COMMANDS = 600;
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(64 << 10, 8 << 10),
          100_000,
          Duration.ofSeconds(20),
          16 << 20,
          1_000_000,
          250,
          3,
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofSeconds(20));

  private final SimulatedDisk disk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();

  @ParameterizedTest
  @EnumSource
  void provesWhatIsRightAndNamesWhatIsNot(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      trade(sql.database());

      Proof.Result sound = prove(sql.database());
      assertEquals(List.of(), sound.differences());
      assertEquals(sound.sequence(), sound.projected());
      assertEquals(sound.sequence(), sound.snapshots().getLast(), "the one of the stop");
      assertTrue(sound.snapshots().size() > 1, "those on the way too");
      assertTrue(sound.rows().get("trades") > 50, sound.rows().toString());
      assertTrue(sound.rows().get("ledger_entries") > 1_000, sound.rows().toString());
      assertEquals("80000", sound.totals().get("BTC"));
      assertEquals("8000000000", sound.totals().get("USD"));

      LedgerCheck.Result ledger = LedgerCheck.run(sql.database(), sequence -> {});
      assertEquals(Optional.empty(), ledger.difference());
      assertEquals(sound.rows().get("ledger_entries"), ledger.entries());
      assertEquals(sound.rows().get("wallet"), ledger.wallets());

      long trade = number(sql, "select max(id) from trades");
      execute(sql, "update trades set qty = qty + 0.0001 where id = " + trade);
      execute(sql, "delete from ledger_entries where id = (select max(id) from ledger_entries)");
      execute(sql, "update wallet set balance = balance + 1, available = available + 1");
      execute(sql, "update orders set status = 'FILLED' where status = 'CANCELLED'");
      List<String> differences = prove(sql.database()).differences();
      assertEquals(4, differences.size(), differences.toString());
      assertTrue(differences.get(0).startsWith("the log leaves ledger_entries "));
      assertTrue(differences.get(0).endsWith(", and SQL has none"), differences.get(0));
      assertTrue(differences.get(1).contains("trades " + trade + " "), differences.get(1));
      assertTrue(differences.get(1).contains(" has qty "), differences.get(1));
      assertTrue(
          differences.get(2).endsWith("has status CANCELLED after the log, and FILLED in SQL"),
          differences.get(2));
      assertTrue(differences.get(3).contains(" has balance "), differences.get(3));

      Projector.erase(sql.database());
      List<Long> flushed = new ArrayList<>();
      log().deliver(new Projector(sql.database()), flushed::add);
      assertEquals(sound.sequence(), flushed.getLast());
      assertEquals(sound, prove(sql.database()), "a rebuilt projection is the same");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLedgerShowsEachChangeByItself(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      trade(sql.database());
      long middle =
          number(sql, "select max(id) from ledger_entries where sequence <= " + COMMANDS / 2);
      String row = " where id = " + middle;

      execute(sql, "update ledger_entries set amount = amount + 1" + row);
      assertBroken(sql, "the hash chain breaks at entry " + middle + " ");
      execute(sql, "update ledger_entries set amount = amount - 1" + row);
      assertEquals(Optional.empty(), check(sql));

      execute(sql, "update ledger_entries set tx_ref = tx_ref || '0'" + row);
      assertBroken(sql, "the hash chain breaks at entry " + middle + " ");
      execute(
          sql,
          "update ledger_entries set tx_ref = substring(tx_ref from 1 for length(tx_ref) - 1)"
              + row);
      assertEquals(Optional.empty(), check(sql));

      execute(sql, "update wallet set available = available + 1, balance = balance + 1");
      assertBroken(sql, "wallet ");
      execute(sql, "update wallet set available = available - 1, balance = balance - 1");

      execute(sql, "delete from ledger_entries where id = (select max(id) from ledger_entries)");
      assertBroken(sql, "the postings of command ");
      execute(
          sql,
          "delete from ledger_entries where sequence = (select max(sequence) from ledger_entries)");
      assertBroken(sql, "the ");
      assertTrue(check(sql).orElseThrow().endsWith("entries at the end are missing"));
    }
  }

  private static Optional<String> check(TestDatabase sql) {
    return LedgerCheck.run(sql.database(), sequence -> {}).difference();
  }

  private static void assertBroken(TestDatabase sql, String beginning) {
    String difference = check(sql).orElseThrow();
    assertTrue(difference.startsWith(beginning), difference);
  }

  @ParameterizedTest
  @EnumSource(names = "H2")
  void findsASnapshotOfAnotherState(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      trade(sql.database());
      long last = prove(sql.database()).sequence();
      SnapshotStore snapshots = new SnapshotStore(snapshotDisk, 3);
      var states = log().snapshots();
      // The state of an earlier command, kept as that of the last one.
      var forged =
          new Snapshot(
              last,
              states.getFirst().logTimeMicros(),
              states.getFirst().ruleVersion(),
              states.getLast().state());
      snapshots.write(forged);
      List<String> differences = prove(sql.database()).differences();
      assertEquals(1, differences.size(), differences.toString());
      assertTrue(
          differences.getFirst().startsWith("after command " + last + " the log leaves the state "),
          differences.getFirst());
    }
  }

  private void trade(Database sql) throws Exception {
    ExchangeRuntime exchange =
        new ExchangeRuntime(
            SETTINGS,
            ExchangeStorage.of(disk, snapshotDisk),
            Optional.empty(),
            WallClock.system(),
            reason -> {});
    exchange.add(new Projector(sql));
    exchange.start();
    try {
      TestMarket.list(exchange);
      for (long account = 1_000; account < 1_008; account++) {
        TestMarket.fund(exchange, account);
      }
      Random random = new Random(7);
      for (int i = 0; i < COMMANDS; i++) {
        long account = 1_000L + random.nextInt(8);
        Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
        long price = 10_000L + random.nextInt(9);
        long lots = 1L + random.nextInt(50);
        exchange.submit(TestMarket.place(account, side, price, lots, "order-" + i));
        if (random.nextInt(4) == 0) {
          exchange.submit(Commands.cancel(CommandContext.NONE, account, i + 1L));
        }
      }
    } finally {
      exchange.stop();
    }
  }

  private Proof.Result prove(Database sql) throws Exception {
    try (TestDatabase scratch = TestDatabase.open(Database.Dialect.H2)) {
      return new Proof(log(), sql, scratch.database()).run(sequence -> {});
    }
  }

  private OfflineLog log() {
    return new OfflineLog(new LocalSegments(disk), new SnapshotStore(snapshotDisk, 3));
  }

  private static void execute(TestDatabase sql, String statement) {
    assertTrue(sql.database().jdbi().withHandle(handle -> handle.execute(statement)) > 0);
  }

  private static long number(TestDatabase sql, String query) {
    return sql.database().jdbi().withHandle(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
