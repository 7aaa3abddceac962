package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.FactSink;
import bourse.exchange.FactStream.Pace;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogSettings;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import bourse.platform.service.Health;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exchange on a simulated disk: what callers, consumers and the next start see. */
@Timeout(60)
class ExchangeRuntimeTest {
  private static final long ACCOUNT = 1000;
  private static final LogSettings SMALL_LOG = new LogSettings(64 << 10, 8 << 10);
  private static final ExchangeSettings SETTINGS = settings(1 << 20, 1_000_000, 1_000_000);

  private final SimulatedDisk disk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();
  private final List<String> fatal = new CopyOnWriteArrayList<>();
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
  private ExchangeRuntime exchange = runtime(SETTINGS);

  private static ExchangeSettings settings(long factMemory, long lagLimit, long snapshotEvery) {
    return settings(factMemory, lagLimit, snapshotEvery, Duration.ZERO);
  }

  private static ExchangeSettings settings(
      long factMemory, long lagLimit, long snapshotEvery, Duration tickInterval) {
    return new ExchangeSettings(
        SMALL_LOG,
        100_000,
        Duration.ofSeconds(5),
        factMemory,
        lagLimit,
        snapshotEvery,
        3,
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        tickInterval,
        Duration.ofSeconds(1));
  }

  /** Callers wait half a second for their outcome. */
  private static ExchangeSettings impatient() {
    return new ExchangeSettings(
        SMALL_LOG,
        100_000,
        Duration.ofMillis(500),
        1 << 20,
        1_000_000,
        1_000_000,
        3,
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ofSeconds(1));
  }

  private ExchangeRuntime runtime(ExchangeSettings settings) {
    WallClock turnable = clock::incrementAndGet;
    return new ExchangeRuntime(
        settings, ExchangeStorage.of(disk, snapshotDisk), Optional.empty(), turnable, fatal::add);
  }

  @AfterEach
  void stop() throws Exception {
    exchange.stop();
  }

  @Test
  void aNewLogBeginsWithTheRuleVersion() throws Exception {
    exchange.start();
    List<Integer> types = new ArrayList<>();
    offline().commands(1, (frames, offset) -> types.add(Commands.type(frames, offset)));
    assertEquals(List.of(Commands.SET_RULE_VERSION), types);
    assertEquals(1, exchange.sequence());
    assertEquals(Health.UP, exchange.health());
  }

  @Test
  void itsFiguresAreMetrics() throws Exception {
    Metrics metrics = new Metrics();
    ExchangeMetrics.register(metrics, exchange, new VenueStatus());
    exchange.add(new TestConsumer("projector", Pace.HOLDS_INTAKE));
    exchange.start();
    TestMarket.list(exchange);
    assertTrue(exchange.awaitProjected(4, Duration.ofSeconds(5)));
    String shown = new String(metrics.exposition(), StandardCharsets.UTF_8);
    assertTrue(shown.contains("bourse_exchange_commands_total 4.0"), shown);
    assertTrue(shown.contains("bourse_exchange_sequence 4.0"), shown);
    assertTrue(
        shown.contains("bourse_exchange_consumer_lag_commands{consumer=\"projector\"} 0.0"), shown);
  }

  @Test
  void nobodyIsAnsweredBeforeTheForceOfTheirBatch() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch mayForce = new CountDownLatch(1);
    disk.beforeForce(() -> {
      forcing.countDown();
      awaitQuietly(mayForce);
    });
    CompletableFuture<Outcome> answer =
        CompletableFuture.supplyAsync(
            () -> exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 5)));
    assertTrue(forcing.await(5, TimeUnit.SECONDS));
    Thread.sleep(100);
    assertFalse(answer.isDone());
    assertEquals(4, exchange.sequence(), "nor is it executed");
    mayForce.countDown();
    assertEquals(5, answer.get(5, TimeUnit.SECONDS).sequence());
  }

  @Test
  void aBatchOfCommandsGetsAnOutcomeEach() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    byte[][] deposits = new byte[1000][];
    for (int i = 0; i < deposits.length; i++) {
      deposits[i] = TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, i + 1);
    }
    Outcome[] outcomes = exchange.submitAll(deposits);
    for (int i = 0; i < outcomes.length; i++) {
      long sequence = 5L + i;
      assertEquals(sequence, outcomes[i].sequence());
      AtomicLong told = new AtomicLong();
      outcomes[i].read(
          new FactSink() {
            @Override
            public void end(long ended, int factCount) {
              told.set(ended);
            }
          });
      assertEquals(sequence, told.get());
    }
    assertTrue(exchange.figures().batches() < 100, "batched, though larger than one batch");
  }

  @Test
  void aFailedForceStopsTheExchangeForGood() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    disk.failForce(1);
    assertFault(ErrorCode.OUTCOME_UNKNOWN, () -> TestMarket.fund(exchange, ACCOUNT));
    long forces = disk.forces();
    assertFault(ErrorCode.STOPPED, () -> TestMarket.fund(exchange, ACCOUNT));
    assertEquals(forces, disk.forces());
    awaitTrue(() -> fatal.size() == 1);
    assertEquals(Health.State.DOWN, exchange.health().state());
    assertTrue(exchange.health().detail().contains("sequence 5"), exchange.health()::detail);
    assertEquals(4, exchange.sequence());
    restart(SETTINGS);
    assertTrue(exchange.sequence() >= 4);
    TestMarket.fund(exchange, ACCOUNT);
  }

  @Test
  void anEngineThatThrowsStopsBeforeOutput() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange.add(projector);
    exchange.tap(sink -> poisoned(sink, 7L));
    exchange.start();
    TestMarket.list(exchange);
    TestMarket.fund(exchange, ACCOUNT);
    byte[][] three = new byte[3][];
    for (int i = 0; i < 3; i++) {
      three[i] = TestMarket.place(ACCOUNT, Side.BUY, 100 + i, 1, "order" + i);
    }
    assertFault(ErrorCode.OUTCOME_UNKNOWN, () -> exchange.submitAll(three));
    assertFault(ErrorCode.STOPPED, () -> exchange.submit(three[0]));
    assertTrue(exchange.health().detail().contains("sequence 7"), exchange.health()::detail);
    awaitTrue(() -> fatal.size() == 1);
    Thread.sleep(100);
    assertEquals(6, projector.last(), "no fact of the batch went out");
    assertEquals(6, exchange.sequence());
    restart(SETTINGS, projector);
    assertEquals(9, exchange.sequence(), "the commands were durable");
    awaitTrue(() -> projector.last() == 9);
    assertEquals(sequences(1, 9), projector.sequences());
  }

  @Test
  void aBrokenInvariantStopsBeforeOutput() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange.add(projector);
    AtomicBoolean loses = new AtomicBoolean();
    exchange.tap(sink -> losingPostings(sink, loses));
    exchange.start();
    TestMarket.list(exchange);
    assertTrue(exchange.awaitProjected(4, Duration.ofSeconds(5)));
    loses.set(true);
    byte[] deposit = TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 5);
    assertFault(ErrorCode.OUTCOME_UNKNOWN, () -> exchange.submit(deposit));
    assertFault(ErrorCode.STOPPED, () -> exchange.submit(deposit));
    assertEquals(Health.State.DOWN, exchange.health().state());
    assertTrue(exchange.health().detail().contains("sequence 5"), exchange.health()::detail);
    assertTrue(exchange.health().detail().contains("InvariantBroken"), exchange.health()::detail);
    awaitTrue(() -> fatal.size() == 1);
    exchange.stop();
    assertEquals(4, projector.last(), "no fact of it went out");
    assertEquals(List.of(), new SnapshotStore(snapshotDisk, 3).sequences(), "nor is it kept");
  }

  @Test
  void whoIsNotAnsweredInTimeIsToldWhetherAnythingMayHaveHappened() throws Exception {
    exchange = runtime(impatient());
    exchange.start();
    TestMarket.list(exchange);
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch mayForce = new CountDownLatch(1);
    disk.beforeForce(() -> {
      forcing.countDown();
      awaitQuietly(mayForce);
    });
    CompletableFuture<Outcome> logged =
        CompletableFuture.supplyAsync(
            () -> exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 5)));
    assertTrue(forcing.await(5, TimeUnit.SECONDS));
    assertFault(
        ErrorCode.OVERLOADED,
        () -> exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 70)));
    Fault unknown = (Fault) assertThrows(ExecutionException.class, logged::get).getCause();
    assertEquals(ErrorCode.OUTCOME_UNKNOWN, unknown.code());
    mayForce.countDown();
    awaitTrue(() -> exchange.sequence() == 5);
    assertEquals(
        6,
        exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 5)).sequence(),
        "the one that was refused never came");
  }

  @Test
  void snapshotAndReplayGiveTheSameStateAsTheWholeLog() throws Exception {
    ExchangeSettings often = settings(1 << 20, 1_000_000, 300);
    exchange = runtime(often);
    exchange.start();
    TestMarket.list(exchange);
    trade(exchange, new Random(7), 2000);
    String before = exchange.stateHash().hex();
    exchange.stop();
    SnapshotStore snapshots = new SnapshotStore(snapshotDisk, 3);
    assertTrue(snapshots.sequences().size() > 1, "at intervals");
    Snapshot last = snapshots.read(exchange.sequence()).orElseThrow();
    assertEquals(before, SnapshotStore.hash(last.state()), "the stop's is what the hash covers");
    restart(often);
    assertEquals(before, exchange.stateHash().hex());
    assertEquals(before, offline().prove().hex());
    trade(exchange, new Random(8), 500);
    String after = exchange.stateHash().hex();
    crash();
    restart(often);
    assertEquals(after, exchange.stateHash().hex());
  }

  @Test
  void aDamagedSnapshotIsPassedOver() throws Exception {
    ExchangeSettings often = settings(1 << 20, 1_000_000, 200);
    exchange = runtime(often);
    exchange.start();
    TestMarket.list(exchange);
    trade(exchange, new Random(3), 1000);
    String before = exchange.stateHash().hex();
    exchange.stop();
    String newest = snapshotDisk.names().getLast();
    byte[] bytes = snapshotDisk.read(newest);
    bytes[bytes.length / 2] ^= 4;
    snapshotDisk.overwrite(newest, bytes);
    restart(often);
    assertEquals(before, exchange.stateHash().hex());
  }

  @Test
  void aDurableConsumerGetsEveryFactOnceAcrossStarts() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    ExchangeSettings often = settings(1 << 20, 1_000_000, 50);
    exchange = runtime(often);
    exchange.add(projector);
    exchange.start();
    TestMarket.list(exchange);
    trade(exchange, new Random(1), 300);
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(5)));
    assertEquals(sequences(1, exchange.sequence()), projector.sequences());
    projector.fail(Integer.MAX_VALUE);
    trade(exchange, new Random(2), 100);
    crash();
    projector.fail(0);
    restart(often, projector);
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(5)));
    assertEquals(sequences(1, exchange.sequence()), projector.sequences());
    assertEquals(0, projector.sum(TestMarket.DOLLAR.id()));
    assertEquals(0, projector.sum(TestMarket.BITCOIN.id()));
  }

  @Test
  void aConsumerThrownBackIsServedAgainFromItsPosition() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange.add(projector);
    exchange.start();
    TestMarket.list(exchange);
    trade(exchange, new Random(1), 300);
    long sequence = exchange.sequence();
    exchange.stop();
    projector.setPosition(17);
    restart(SETTINGS, projector);
    assertTrue(exchange.awaitProjected(sequence, Duration.ofSeconds(5)));
    assertEquals(sequences(1, sequence), projector.sequences());
  }

  @Test
  void aConsumerAheadOfTheLogIsRefused() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    projector.setPosition(99);
    exchange.add(projector);
    Fault refused = assertThrows(Fault.class, exchange::start);
    assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
  }

  @Test
  void aLogBelowItsSnapshotIsRefused() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    exchange.stop();
    for (String name : disk.names()) {
      disk.delete(name);
    }
    exchange = runtime(SETTINGS);
    Fault refused = assertThrows(Fault.class, exchange::start);
    assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
    assertTrue(refused.getMessage().contains("sequence 4"), refused::getMessage);
  }

  @Test
  void aFailingConsumerShowsInHealthAndMissesNothing() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange.add(projector);
    exchange.start();
    TestMarket.list(exchange);
    projector.fail(4);
    trade(exchange, new Random(5), 50);
    awaitTrue(() -> exchange.health().state() == Health.State.DEGRADED);
    assertTrue(exchange.health().detail().contains("the test database is away"));
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(10)));
    awaitTrue(() -> exchange.health().equals(Health.UP));
    assertEquals(sequences(1, exchange.sequence()), projector.sequences());
    assertTrue(projector.restarts() > 4);
  }

  @Test
  void intakeRefusesBeforeTheLagPassesItsBound() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange = runtime(settings(1 << 20, 50, 1_000_000));
    exchange.add(projector);
    exchange.start();
    TestMarket.list(exchange);
    projector.hold();
    assertFault(
        ErrorCode.OVERLOADED,
        () -> {
          for (int i = 0; i < 200; i++) {
            exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1));
          }
        });
    long sequence = exchange.sequence();
    assertTrue(sequence > 50 && sequence < 60, () -> "stopped at " + sequence);
    assertFault(ErrorCode.OVERLOADED, () -> TestMarket.fund(exchange, ACCOUNT));
    assertEquals(sequence, exchange.sequence(), "nothing was logged");
    projector.release();
    assertTrue(exchange.awaitProjected(sequence, Duration.ofSeconds(5)));
    TestMarket.fund(exchange, ACCOUNT);
  }

  @Test
  void aFullRingHoldsIntakeAndLosesNothing() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange = runtime(settings(64 << 10, 1_000_000, 1_000_000));
    exchange.add(projector);
    exchange.start();
    TestMarket.list(exchange);
    projector.hold();
    assertFault(
        ErrorCode.OVERLOADED,
        () -> {
          for (int i = 0; i < 5000; i++) {
            exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1));
          }
        });
    projector.release();
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(5)));
    assertEquals(sequences(1, exchange.sequence()), projector.sequences());
  }

  @Test
  void aStopAnswersAllThatWasTakenWhileAStuckConsumerFillsTheRing() throws Exception {
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange = runtime(settings(64 << 10, 1_000_000, 1_000_000));
    exchange.add(projector);
    exchange.start();
    TestMarket.list(exchange);
    projector.hold();
    byte[][] many = new byte[2000][];
    Arrays.setAll(many, i -> TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1));
    CompletableFuture<Outcome[]> outcomes =
        CompletableFuture.supplyAsync(() -> exchange.submitAll(many));
    awaitTrue(() -> exchange.figures().commands() > 300);
    FutureTask<Void> stop =
        new FutureTask<>(() -> {
          exchange.stop();
          return null;
        });
    Thread.ofVirtual().start(stop);
    assertEquals(2000, outcomes.get(10, TimeUnit.SECONDS).length);
    projector.release();
    stop.get(10, TimeUnit.SECONDS);
    restart(SETTINGS, projector);
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(5)));
    assertEquals(sequences(1, exchange.sequence()), projector.sequences());
  }

  @Test
  void aConsumerThatFellBehindIsServedFromSnapshotAndLog() throws Exception {
    TestConsumer publisher = new TestConsumer("kafka", Pace.CATCHES_UP);
    exchange = runtime(settings(32 << 10, 1_000_000, 400));
    exchange.add(publisher);
    exchange.start();
    TestMarket.list(exchange);
    publisher.hold();
    trade(exchange, new Random(11), 3000);
    assertTrue(exchange.sequence() > 3000, "it did not hold intake");
    publisher.release();
    awaitTrue(() -> publisher.last() == exchange.sequence());
    assertEquals(sequences(1, exchange.sequence()), publisher.sequences());
    exchange.stop();
    publisher.setPosition(1234);
    restart(SETTINGS, publisher);
    awaitTrue(() -> publisher.last() == exchange.sequence());
    assertEquals(sequences(1, exchange.sequence()), publisher.sequences());
  }

  @Test
  void publishedFactsAboveTheLogStopTheExchange() throws Exception {
    TestConsumer publisher = new TestConsumer("kafka", Pace.CATCHES_UP);
    exchange.start();
    TestMarket.list(exchange);
    publisher.setPosition(50);
    restart(SETTINGS, publisher);
    awaitTrue(() -> exchange.health().state() == Health.State.DOWN);
    assertTrue(exchange.health().detail().contains("sequence 50"), exchange.health()::detail);
  }

  @Test
  void aViewFromStateEqualsOneThatSawEverything() throws Exception {
    TestConsumer all = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    exchange.add(all);
    exchange.start();
    TestMarket.list(exchange);
    trade(exchange, new Random(21), 500);
    exchange.stop();
    TestConsumer view = TestConsumer.fromState("view", Pace.HOLDS_INTAKE);
    TestConsumer slow = TestConsumer.fromState("feed", Pace.CATCHES_UP);
    restart(settings(32 << 10, 1_000_000, 1_000_000), all, view, slow);
    assertEquals(all.balances(), view.balances(), "ready when the start returns");
    awaitTrue(() -> slow.restarts() == 1 && slow.last() == exchange.sequence());
    slow.hold();
    trade(exchange, new Random(22), 2000);
    slow.release();
    awaitTrue(() ->
        all.last() == exchange.sequence()
            && view.last() == exchange.sequence()
            && slow.last() == exchange.sequence());
    assertEquals(all.balances(), view.balances());
    assertEquals(all.balances(), slow.balances());
    assertTrue(slow.restarts() > 1, "it fell out of memory and began anew");
  }

  @Test
  void nothingIsTakenBeforeTheStartAndAfterTheStop() throws Exception {
    byte[] command = TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1);
    assertFault(ErrorCode.STOPPED, () -> exchange.submit(command));
    exchange.start();
    exchange.submit(command);
    exchange.stop();
    assertFault(ErrorCode.STOPPED, () -> exchange.submit(command));
    restart(SETTINGS);
    assertEquals(2, exchange.sequence());
  }

  @Test
  void aClockThatJumpsAheadHaltsIntakeUntilItIsRight() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    long before = clock.get();
    clock.addAndGet(Duration.ofHours(1).toNanos() / 1000);
    assertFault(ErrorCode.STOPPED, () -> TestMarket.fund(exchange, ACCOUNT));
    assertEquals(4, exchange.sequence());
    assertEquals(Health.State.DOWN, exchange.health().state());
    clock.set(before);
    TestMarket.fund(exchange, ACCOUNT);
    assertEquals(Health.UP, exchange.health());
  }

  @Test
  void aQuietMarketTicks() throws Exception {
    exchange = runtime(settings(1 << 20, 1_000_000, 1_000_000, Duration.ofMillis(10)));
    exchange.start();
    awaitTrue(() -> exchange.sequence() >= 4);
    List<Integer> types = new ArrayList<>();
    offline().commands(2, (frames, at) -> types.add(Commands.type(frames, at)));
    assertEquals(Set.of(Commands.TICK), Set.copyOf(types));
  }

  @Test
  void logTimeNeverGoesBack() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    clock.addAndGet(-Duration.ofHours(1).toNanos() / 1000);
    TestMarket.fund(exchange, ACCOUNT);
    assertEquals(Health.State.DEGRADED, exchange.health().state());
    List<Long> times = new ArrayList<>();
    offline().commands(1, (frames, at) -> times.add(Commands.logTimeMicros(frames, at)));
    assertEquals(times.stream().sorted().toList(), times);
    assertEquals(6, times.size());
  }

  @Test
  void aFullDiskRefusesAndRecovers() throws Exception {
    disk.limitTo(130 << 10);
    exchange.start();
    TestMarket.list(exchange);
    assertFault(
        ErrorCode.NO_SPACE,
        () -> {
          while (true) {
            exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1));
          }
        });
    long sequence = exchange.sequence();
    assertEquals(Health.State.DEGRADED, exchange.health().state());
    disk.limitTo(Long.MAX_VALUE);
    Thread.sleep(400);
    TestMarket.fund(exchange, ACCOUNT);
    assertEquals(sequence + 2, exchange.sequence());
    assertEquals(Health.UP, exchange.health());
  }

  @Test
  void ofALongSubmissionThatWasRefusedNoRestIsLogged() throws Exception {
    disk.limitTo(130 << 10);
    exchange.start();
    TestMarket.list(exchange);
    // Two segments of 127 sectors for batches: four are left, which is too few for a full batch.
    while (exchange.sequence() < 250) {
      exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1));
    }
    byte[][] fullBatchAndSeven = new byte[80][];
    for (int i = 0; i < fullBatchAndSeven.length; i++) {
      fullBatchAndSeven[i] = TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1);
    }
    assertFault(ErrorCode.NO_SPACE, () -> exchange.submitAll(fullBatchAndSeven));
    assertEquals(
        251, exchange.submit(TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, 1)).sequence());
  }

  @Test
  void whatWasAcknowledgedSurvivesPowerCuts() throws Exception {
    Random random = new Random(4711);
    Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    TestConsumer projector = new TestConsumer("projector", Pace.HOLDS_INTAKE);
    AtomicInteger orders = new AtomicInteger();
    for (int round = 0; round < 15; round++) {
      exchange = runtime(settings(1 << 20, 1_000_000, 100));
      exchange.add(projector);
      exchange.start();
      if (round == 0) {
        TestMarket.list(exchange);
      }
      disk.failForce(5 + random.nextInt(60));
      List<Thread> submitters = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        submitters.add(Thread.ofVirtual().start(() -> submitUntilStopped(orders, acknowledged)));
      }
      for (Thread submitter : submitters) {
        submitter.join();
      }
      exchange.stop();
      disk.cutPower(random);
      snapshotDisk.cutPower(random);
    }
    restart(SETTINGS, projector);
    assertTrue(acknowledged.size() > 100, () -> "only " + acknowledged.size());
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(5)));
    assertEquals(sequences(1, exchange.sequence()), projector.sequences());
    assertTrue(projector.sequences().containsAll(acknowledged));
    assertEquals(0, projector.sum(TestMarket.DOLLAR.id()));
    assertEquals(exchange.stateHash().hex(), offline().prove().hex());
  }

  private void submitUntilStopped(AtomicInteger orders, Set<Long> acknowledged) {
    try {
      while (true) {
        int number = orders.incrementAndGet();
        acknowledged.add(
            exchange
                .submit(TestMarket.deposit(ACCOUNT + number % 5, TestMarket.DOLLAR, number))
                .sequence());
      }
    } catch (Fault e) {
      assertTrue(
          e.code() == ErrorCode.OUTCOME_UNKNOWN || e.code() == ErrorCode.STOPPED, e::getMessage);
    }
  }

  /** Random deposits and orders of four accounts that trade with each other. */
  private static void trade(Exchange exchange, Random random, int commands)
      throws InterruptedException {
    for (long account = ACCOUNT; account < ACCOUNT + 4; account++) {
      TestMarket.fund(exchange, account);
    }
    byte[][] all = new byte[commands][];
    for (int i = 0; i < commands; i++) {
      all[i] = command(random, i);
    }
    for (int from = 0; from < commands; from += 20) {
      byte[][] some = new byte[Math.min(20, commands - from)][];
      System.arraycopy(all, from, some, 0, some.length);
      submitWhenThereIsRoom(exchange, some);
    }
  }

  private static void submitWhenThereIsRoom(Exchange exchange, byte[][] commands)
      throws InterruptedException {
    while (true) {
      try {
        exchange.submitAll(commands);
        return;
      } catch (Fault e) {
        assertEquals(ErrorCode.OVERLOADED, e.code(), e::getMessage);
        Thread.sleep(1);
      }
    }
  }

  private static byte[] command(Random random, int number) {
    long account = ACCOUNT + random.nextInt(4);
    return switch (random.nextInt(10)) {
      case 0 -> TestMarket.deposit(account, TestMarket.BITCOIN, 1 + random.nextInt(1000));
      case 1 -> Commands.cancel(CommandContext.NONE, account, 1 + random.nextInt(number + 1));
      default ->
          TestMarket.place(
              account,
              random.nextBoolean() ? Side.BUY : Side.SELL,
              6_000_000 + random.nextInt(200),
              1 + random.nextInt(50),
              Long.toString(random.nextLong(), 36));
    };
  }

  private void restart(ExchangeSettings settings, TestConsumer... consumers) throws Exception {
    exchange.stop();
    fatal.clear();
    exchange = runtime(settings);
    for (TestConsumer consumer : consumers) {
      exchange.add(consumer);
    }
    exchange.start();
  }

  /** Leaves everything as a killed process does: no mark of a clean stop, no last snapshot. */
  private void crash() throws Exception {
    disk.killProcess();
    snapshotDisk.limitTo(0);
    assertThrows(IOException.class, exchange::stop);
    snapshotDisk.limitTo(Long.MAX_VALUE);
  }

  private OfflineLog offline() {
    return new OfflineLog(new LocalSegments(disk), new SnapshotStore(snapshotDisk, 1));
  }

  private static List<Long> sequences(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static void assertFault(
      ErrorCode code, org.junit.jupiter.api.function.Executable executable) {
    Fault fault = assertThrows(Fault.class, executable);
    assertEquals(code, fault.code(), fault::getMessage);
  }

  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in ten seconds");
      Thread.sleep(5);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets all facts through, or all but postings. */
  private static FactSink losingPostings(FactSink sink, AtomicBoolean loses) {
    return (FactSink)
        Proxy.newProxyInstance(
            FactSink.class.getClassLoader(),
            new Class<?>[] {FactSink.class},
            (proxy, method, arguments) -> {
              if (loses.get() && method.getName().equals("posted")) {
                return null;
              }
              try {
                return method.invoke(sink, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Lets facts through until a command is reached that the engine can't digest. */
  private static FactSink poisoned(FactSink sink, long poison) {
    return (FactSink)
        Proxy.newProxyInstance(
            FactSink.class.getClassLoader(),
            new Class<?>[] {FactSink.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("begin") && arguments[0].equals(poison)) {
                throw new IllegalStateException("poison");
              }
              return method.invoke(sink, arguments);
            });
  }
}
