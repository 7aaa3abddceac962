package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.platform.data.Database;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogSettings;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import bourse.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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

  @ParameterizedTest
  @EnumSource
  void provesBesideARunningExchangeThatGoesOn(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      ExchangeRuntime exchange = exchange(sql.database());
      exchange.start();
      AtomicBoolean goesOn = new AtomicBoolean(true);
      Thread trader =
          Thread.ofPlatform()
              .start(() -> {
                fund(exchange);
                Random random = new Random(11);
                for (int i = 0; goesOn.get(); i++) {
                  try {
                    trade(exchange, random, i);
                  } catch (Fault e) {
                    assertEquals(ErrorCode.OVERLOADED, e.code());
                  }
                  LockSupport.parkNanos(3_000_000); // so that a proof has less to do than it can
                }
              });
      try {
        LiveVenue live = new LiveVenue(exchange, sql.database());
        long before = 0;
        awaitSequence(exchange, 200);
        for (int i = 0; i < 2; i++) {
          Proof.Result sound = prove(new ThroughAStream(live));
          assertEquals(List.of(), sound.differences());
          long state = sound.live().orElseThrow();
          assertTrue(sound.projected() >= state, sound.toString());
          assertEquals(sound.projected(), sound.sequence());
          assertTrue(state > before, "the exchange went on");
          before = state;
        }
        Proof.Result other = prove(new OtherState(live));
        assertEquals(1, other.differences().size(), other.differences().toString());
        assertTrue(
            other.differences().getFirst().contains("and the running engine has 00"),
            other.differences().toString());
        assertEquals(Optional.empty(), other.live());

        execute(
            sql, "update trades set qty = qty + 0.0001 where id = (select min(id) from trades)");
        List<String> differences = prove(new ThroughAStream(live)).differences();
        assertEquals(1, differences.size(), differences.toString());
        assertTrue(differences.getFirst().contains(" has qty "), differences.getFirst());
      } finally {
        goesOn.set(false);
        trader.join();
        exchange.stop();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutStaysAtItsMoment(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      ExchangeRuntime exchange = exchange(sql.database());
      exchange.start();
      try {
        fund(exchange);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
          trade(exchange, random, i);
        }
        LiveVenue live = new LiveVenue(exchange, sql.database());
        List<Map<String, String>> then = new ArrayList<>();
        try (SqlCut cut = live.cut(exchange.sequence())) {
          assertEquals(exchange.sequence(), cut.position());
          for (int i = 200; i < 400; i++) {
            trade(exchange, random, i);
          }
          assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(20)));
          cut.rows(ProjectedTable.ALL.getFirst()).forEachRemaining(then::add);
          assertTrue(
              then.stream().allMatch(row -> Long.parseLong(row.get("sequence")) <= cut.position()));
        }
        List<Map<String, String>> now = new ArrayList<>();
        try (SqlCut cut = live.cut(0)) {
          cut.rows(ProjectedTable.ALL.getFirst()).forEachRemaining(now::add);
        }
        assertTrue(now.size() > then.size());
        assertEquals(then, now.subList(0, then.size()));
      } finally {
        exchange.stop();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "H2")
  void theStateAfterAnyCommandCanBeAskedFor(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      ExchangeRuntime exchange = exchange(sql.database());
      exchange.start();
      try {
        fund(exchange);
        byte[][] together = new byte[40][];
        for (int i = 0; i < together.length; i++) {
          Side side = i % 2 == 0 ? Side.BUY : Side.SELL;
          together[i] = TestMarket.place(1_000L + i % 8, side, 10_000 + i % 3, 5, "batch-" + i);
        }
        exchange.submitAll(together);
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
          trade(exchange, random, i);
        }
        LiveVenue live = new LiveVenue(exchange, sql.database());
        ExchangeEngine engine = new ExchangeEngine();
        long last = exchange.sequence();
        log()
            .commands(
                1,
                (frames, at) -> {
                  engine.execute(frames, at, new FactSink() {});
                  if (engine.sequence() % 7 == 0 || engine.sequence() == last) {
                    try {
                      assertEquals(
                          HexFormat.of().formatHex(engine.stateHash()),
                          live.stateAt(engine.sequence()).hex(),
                          "after command " + engine.sequence());
                    } catch (IOException | InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  }
                });
        assertEquals(last, engine.sequence());
        for (long none : new long[] {0, -1, last + 1}) {
          assertEquals(
              ErrorCode.NOT_FOUND, assertThrows(Fault.class, () -> live.stateAt(none)).code());
        }
      } finally {
        exchange.stop();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "H2")
  void aStreamThatBreaksOffIsNoProof(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      trade(sql.database());
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      try (SqlCut cut = SqlCut.of(sql.database())) {
        SqlCutStream.write(cut, whole);
      }
      byte[] part = Arrays.copyOf(whole.toByteArray(), whole.size() - "{\"end\":true}\n".length());
      ProvedVenue broken =
          new Delegate(ProvedVenue.stopped(sql.database())) {
            @Override
            public SqlCut cut(long atLeast) throws IOException {
              return SqlCutStream.read(new ByteArrayInputStream(part));
            }
          };
      Exception failure = assertThrows(Exception.class, () -> prove(broken));
      assertTrue(failure.getMessage().contains("before all rows were read"), failure.toString());
    }
  }

  /** A venue that is asked, but for what a test changes. */
  private static class Delegate implements ProvedVenue {
    private final ProvedVenue venue;

    Delegate(ProvedVenue venue) {
      this.venue = venue;
    }

    @Override
    public long projected() throws IOException {
      return venue.projected();
    }

    @Override
    public Optional<StateHash> liveState() throws IOException, InterruptedException {
      return venue.liveState();
    }

    @Override
    public SqlCut cut(long atLeast) throws IOException, InterruptedException {
      return venue.cut(atLeast);
    }
  }

  /** As the command line sees it. */
  private static final class ThroughAStream extends Delegate {
    ThroughAStream(ProvedVenue venue) {
      super(venue);
    }

    @Override
    public SqlCut cut(long atLeast) throws IOException, InterruptedException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (SqlCut cut = super.cut(atLeast)) {
        SqlCutStream.write(cut, bytes);
      }
      return SqlCutStream.read(new ByteArrayInputStream(bytes.toByteArray()));
    }
  }

  /** Whose engine went another way. */
  private static final class OtherState extends Delegate {
    OtherState(ProvedVenue venue) {
      super(venue);
    }

    @Override
    public Optional<StateHash> liveState() throws IOException, InterruptedException {
      return super.liveState().map(state -> new StateHash(state.sequence(), new byte[32]));
    }
  }

  private void trade(Database sql) throws Exception {
    ExchangeRuntime exchange = exchange(sql);
    exchange.start();
    try {
      fund(exchange);
      Random random = new Random(7);
      for (int i = 0; i < COMMANDS; i++) {
        trade(exchange, random, i);
      }
    } finally {
      exchange.stop();
    }
  }

  private ExchangeRuntime exchange(Database sql) {
    ExchangeRuntime exchange =
        new ExchangeRuntime(
            SETTINGS,
            ExchangeStorage.of(disk, snapshotDisk),
            Optional.empty(),
            WallClock.system(),
            reason -> {});
    exchange.add(new Projector(sql));
    return exchange;
  }

  private static void awaitSequence(ExchangeRuntime exchange, long sequence) {
    while (exchange.sequence() < sequence) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void fund(ExchangeRuntime exchange) {
    TestMarket.list(exchange);
    for (long account = 1_000; account < 1_008; account++) {
      TestMarket.fund(exchange, account);
    }
  }

  private static void trade(ExchangeRuntime exchange, Random random, int i) {
    long account = 1_000L + random.nextInt(8);
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    long price = 10_000L + random.nextInt(9);
    long lots = 1L + random.nextInt(50);
    exchange.submit(TestMarket.place(account, side, price, lots, "order-" + i));
    if (random.nextInt(4) == 0) {
      exchange.submit(Commands.cancel(CommandContext.NONE, account, i + 1L));
    }
  }

  private Proof.Result prove(Database sql) throws Exception {
    return prove(ProvedVenue.stopped(sql));
  }

  private Proof.Result prove(ProvedVenue venue) throws Exception {
    try (TestDatabase scratch = TestDatabase.open(Database.Dialect.H2)) {
      return new Proof(log(), venue, scratch.database(), sequence -> {}).run();
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
