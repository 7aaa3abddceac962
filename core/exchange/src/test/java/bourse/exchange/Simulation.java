package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogArchiver;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogReader;
import bourse.platform.log.LogSettings;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Health;
import bourse.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/**
 * One seed: the parts of the exchange, driven step by step on one thread over disks, a database and
 * an object store that fail, through many lives of its process. The seed decides everything, so the
 * same seed is the same run.
 *
 * <p>After each command the slow exchange and an engine that never crashes must agree on every
 * fact, and the invariants must hold. Each answer must be true; after each crash what was durable
 * must be there, in log, state and tables.
 */
final class Simulation {
  /** What a run came to. */
  record Result(
      long seed,
      long commands,
      int acknowledged,
      int trades,
      int crashes,
      int starts,
      Map<String, Integer> counted,
      String hash) {}

  private static final int COMMANDS = 1_000;
  private static final int CRASHES = 5;

  private record Task(long dueNanos, Runnable run) {}

  /** Where a batch stands, for whoever damages it. */
  private record Place(long segment, long offset, long lastSequence) {}

  private final long seed;
  private final Random random;
  private final Mishaps mishaps;
  private final MessageDigest digest = sha256();
  private final SimulatedClock clock = new SimulatedClock();
  private final SimulatedDisk logDisk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();
  private final SimulatedObjects objects;
  private final boolean archives;
  private final ExchangeSettings settings;
  private final History history = new History();
  private final Witness witness = new Witness(history);
  private final Clients clients;
  private final List<Place> batches = new ArrayList<>();
  private SimulatedSql sql;

  // Of the present process.
  private Pipeline pipeline;
  private BalanceView view;
  private LogReader follower;
  private List<Task> tasks = new ArrayList<>();
  private final List<FactFeed> live = new ArrayList<>();

  private boolean failureIsDue;
  private boolean isLetGo;
  private int stepsLeft;

  private int crashes;
  private int starts;

  /** By how much the wall clock stands ahead of where it should. */
  private long ahead;

  private boolean isFull;
  private boolean snapshotsAreFull;

  /** The rules that the present version knows; every third seed is upgraded on its way. */
  private int knownRules;

  private Simulation(long seed) {
    this.seed = seed;
    this.knownRules = seed % 3 == 0 ? ExchangeEngine.RULE_VERSION - 1 : ExchangeEngine.RULE_VERSION;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    this.mishaps = new Mishaps(random);
    this.objects = new SimulatedObjects(mishaps);
    this.archives = random.nextInt(3) != 0;
    this.settings = settings();
    this.clients = new Clients(seed, random, history, mishaps);
  }

  private ExchangeSettings settings() {
    int batchBytes = 4096 << random.nextInt(2);
    return new ExchangeSettings(
        new LogSettings((16 + 8 * random.nextInt(4)) << 10, batchBytes),
        50 + random.nextInt(200),
        Duration.ofSeconds(5),
        (32 + random.nextInt(200)) << 10,
        50 + random.nextInt(300),
        20 + random.nextInt(150),
        1 + random.nextInt(3),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        random.nextInt(3) == 0 ? Duration.ofSeconds(10) : Duration.ZERO,
        Duration.ofSeconds(5));
  }

  /**
   * Runs a seed.
   *
   * @throws Violation when something was seen that must not be
   */
  static Result run(long seed) throws Exception {
    return new Simulation(seed).run();
  }

  private Result run() throws Exception {
    try (SimulatedSql database = new SimulatedSql(mishaps)) {
      sql = database;
      firstLife();
      while (history.last() < COMMANDS || crashes < CRASHES) {
        life();
      }
      lastLife();
      return new Result(
          seed,
          history.last(),
          clients.acknowledged(),
          history.trades(),
          crashes,
          starts,
          mishaps.counted(),
          HexFormat.of().formatHex(digest.digest()));
    }
  }

  // The lives of the process.

  private void firstLife() throws Exception {
    mishaps.newProcess(0);
    start();
    while (!clients.isSetUp()) {
      clients.setUp(pipeline, now());
      stepAll();
    }
    quiesce();
    end();
  }

  /** Until it crashes, is stopped, or fails. */
  private void life() throws Exception {
    if (starts > 3) {
      knownRules = ExchangeEngine.RULE_VERSION;
    }
    int kind = random.nextInt(10);
    int untilCrash = kind < 7 ? 1 + random.nextInt(1 << (4 + random.nextInt(8))) : 0;
    // What looks at the disks and at SQL while no process runs does not crash.
    mishaps.newProcess(0);
    damage();
    mishaps.newProcess(untilCrash);
    if (random.nextInt(8) == 0) {
      trouble();
    }
    boolean started = isStarted();
    int actions = started ? 20 + random.nextInt(700) : 0;
    int failure = kind == 7 ? random.nextInt(actions + 1) : -1;
    for (int i = 0; i < actions && !mishaps.crashed() && !pipeline.state().hasFailed(); i++) {
      if (i == failure) {
        mishaps.failNext(random.nextInt(4) == 0 ? "log write" : "log force");
        failureIsDue = true;
      }
      act();
    }
    if (started && !mishaps.crashed() && !pipeline.state().hasFailed() && random.nextBoolean()) {
      if (isStopped(random.nextInt(4) == 0)) {
        event("stopped");
        end();
        return;
      }
    }
    crash();
  }

  /** With nothing that goes wrong: all must come to the same end. */
  private void lastLife() throws Exception {
    mishaps.newProcess(0);
    freeSpace();
    start();
    quiesce();
    try (SimulatedSql scratch = new SimulatedSql(mishaps)) {
      Proof.Result proof =
          new Proof(offline(), ProvedVenue.stopped(sql), scratch, sequence -> {}).run();
      if (!proof.differences().isEmpty()) {
        throw new Violation("the proof differs: " + proof.differences());
      }
    }
    if (!isStopped(false)) {
      throw new Violation("it does not stop");
    }
    end();
    event("proved " + history.last());
    mix(history.stateHash());
  }

  /** Whether the start came to its end, without a crash. */
  private boolean isStarted() throws Exception {
    try {
      start();
      return true;
    } catch (Mishaps.Crash e) {
      return false;
    } catch (Fault | IOException | JdbiException e) {
      if (mishaps.crashed()) {
        return false;
      }
      // What it needs is full or away: whoever runs it sees to that, and starts again.
      boolean isOld =
          pipeline.execution() != null && pipeline.execution().engine().ruleVersion() < knownRules;
      boolean lacksSpace = isFull || (snapshotsAreFull && isOld);
      if (!lacksSpace && !objects.isAway() && !mishaps.hasFailed()) {
        throw new Violation("it does not start: " + e.getMessage(), e);
      }
      event("not started");
      freeSpace();
      return false;
    }
  }

  private void start() throws Exception {
    starts++;
    failureIsDue = false;
    isLetGo = false;
    stepsLeft = 100_000;
    tasks = new ArrayList<>();
    live.clear();
    view = new BalanceView();
    Optional<ObjectStore> archive = archives ? Optional.of(objects) : Optional.empty();
    pipeline =
        new Pipeline(
            settings,
            ExchangeStorage.of(
                new FaultyDirectory("log", logDisk, mishaps),
                new FaultyDirectory("snapshots", snapshotDisk, mishaps)),
            archive,
            clock,
            (name, delay, task) -> tasks.add(new Task(clock.nanos() + delay.toNanos(), task)),
            new Pipeline.BetweenBatches() {
              @Override
              public <T> T run(Supplier<T> task) {
                return task.get();
              }
            },
            reason -> {});
    pipeline.knowRules(knownRules);
    pipeline.add(new Projector(sql));
    pipeline.add(witness);
    pipeline.add(view);
    pipeline.open(live::addAll);
    readWholeLog();
    try (Recovery recovery = pipeline.recovery()) {
      while (recovery.step(0)) {
        if (!live.isEmpty() && random.nextBoolean()) {
          live.get(random.nextInt(live.size())).step(0);
        }
        requireAlive();
        requireProgress();
        clock.pass(random.nextInt(2_000_000));
      }
    }
    requireRecovered();
    boolean changesRules = pipeline.run().isPresent();
    live.clear();
    live.addAll(pipeline.feeds());
    follower = new LogReader(new LocalSegments(logDisk), history.last() + 1);
    if (changesRules) {
      mishaps.count("rules changed");
    }
    event("started at " + pipeline.executed());
  }

  /** What was durable is there, and what else is there is durable from now on. */
  private void readWholeLog() throws IOException {
    boolean wasAway = objects.isAway();
    objects.away(false);
    batches.clear();
    long before = history.last();
    try (LogReader reader = new LogReader(segments(), 1)) {
      for (Optional<LogBatch> next = reader.next(); next.isPresent(); next = reader.next()) {
        take(next.get());
      }
      long last = reader.nextSequence() - 1;
      if (last < before) {
        throw new Violation(
            "the log ends with command %d, but %d was durable".formatted(last, before));
      }
    }
    objects.away(wasAway);
  }

  private SegmentSource segments() {
    LocalSegments local = new LocalSegments(logDisk);
    return archives ? local.orElse(new ArchivedSegments(objects)) : local;
  }

  private OfflineLog offline() {
    return new OfflineLog(segments(), new SnapshotStore(snapshotDisk, 1));
  }

  private void take(LogBatch batch) {
    batches.add(new Place(batch.segment(), batch.offset(), batch.lastSequence()));
    byte[] frames = batch.commands();
    for (int at = 0; at < frames.length; at += Commands.length(frames, at)) {
      history.found(frames, at);
    }
    mix(frames);
  }

  private void requireRecovered() {
    ExchangeEngine engine = pipeline.execution().engine();
    if (engine.sequence() != history.last()
        || !Arrays.equals(engine.stateHash(), history.stateHash())) {
      throw new Violation(
          "the recovered state at %d is not that of the log's %d commands"
              .formatted(engine.sequence(), history.last()));
    }
  }

  /** Steps that lead nowhere are a failure too. */
  private void requireProgress() {
    if (--stepsLeft < 0) {
      throw new Violation("it makes no progress: " + pipeline.health());
    }
  }

  private void requireAlive() {
    if (mishaps.crashed()) {
      throw mishaps.crash("recovery");
    }
  }

  /** The process is gone, and perhaps the machine's power with it. */
  private void crash() throws SQLException, IOException {
    if (pipeline.state().hasFailed()) {
      requireStopped();
    }
    if (!mishaps.crashed()) {
      mishaps.crashNow();
    }
    crashes++;
    clients.connectionsLost();
    if (random.nextBoolean()) {
      mishaps.count("power cut");
      logDisk.cutPower(random);
      snapshotDisk.cutPower(random);
    } else {
      mishaps.count("process killed");
      logDisk.killProcess();
      snapshotDisk.killProcess();
    }
    sql.crash();
    mishaps.newProcess(0);
    event("crashed");
    SqlCheck.run(sql, history);
    clock.pass(random.nextInt(1_000) * 1_000_000L);
    end();
  }

  private void end() throws IOException {
    if (follower != null) {
      follower.close();
      follower = null;
    }
  }

  /** An exchange that failed takes nothing more, and says so. */
  private void requireStopped() {
    if (pipeline.health().state() != Health.State.DOWN) {
      throw new Violation("it has failed, and health says " + pipeline.health());
    }
    try {
      pipeline.enqueue(new byte[][] {Commands.tick(CommandContext.NONE)});
      throw new Violation("it has failed, and takes commands");
    } catch (Fault stopped) {
      if (stopped.code() != ErrorCode.STOPPED) {
        throw new Violation("it has failed, and says " + stopped.getMessage());
      }
    }
  }

  /** Flips a bit of a file that is read at the start, while no process runs. */
  private void damage() throws Exception {
    int kind = random.nextInt(12);
    // One that was being written may be empty.
    List<String> snapshots =
        snapshotDisk.names().stream().filter(name -> snapshotDisk.read(name).length > 0).toList();
    if (kind == 0 && !snapshots.isEmpty()) {
      mishaps.count("bit flipped in a snapshot");
      String name = snapshots.get(random.nextInt(snapshots.size()));
      flip(snapshotDisk, name, 0, snapshotDisk.read(name).length);
    } else if (kind == 1 && batches.size() > 1) {
      // The last batch can be told from a torn one only when a watermark reaches it.
      boolean knowsLast = sqlPosition() >= batches.getLast().lastSequence;
      int last = batches.size() - 1;
      Place place = batches.get(knowsLast && random.nextBoolean() ? last : random.nextInt(last));
      String name = "%012d.segment".formatted(place.segment);
      if (logDisk.names().contains(name)) {
        damageLog(name, place);
      }
    }
  }

  /** The damage is found, or not read; it never passes for a log. */
  private void damageLog(String name, Place place) throws IOException {
    SimulatedDisk copy = logDisk.copy();
    flip(copy, name, (int) place.offset, 88);
    SnapshotStore snapshots = new SnapshotStore(snapshotDisk, 1);
    try (FileCommandLog log = FileCommandLog.open(copy, settings.log(), sqlPosition());
        Replay replay =
            Replay.from(
                snapshots, log.segments(), Optional.empty(), Quarantine.NONE, Long.MAX_VALUE)) {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = replay.step(Long.MAX_VALUE, Long.MAX_VALUE);
      }
      mishaps.count("bit flip in the log not read");
      if (replay.engine().sequence() < place.lastSequence) {
        throw new Violation("a damaged log ends before its damage, and passes for a whole one");
      }
    } catch (Fault refused) {
      mishaps.count("bit flip in the log refused");
      if (refused.code() != ErrorCode.LOG_DAMAGED) {
        throw new Violation("a damaged log is refused with " + refused.code(), refused);
      }
    }
  }

  private long sqlPosition() {
    return sql.jdbi().withHandle(Projector::position);
  }

  private void flip(SimulatedDisk disk, String name, int from, int length) {
    byte[] bytes = disk.read(name);
    bytes[from + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
    disk.overwrite(name, bytes);
  }

  // What happens while the process lives.

  private void act() {
    clock.pass(random.nextInt(2_000_000));
    try {
      step(random.nextInt(1_000));
    } catch (Mishaps.Crash e) {
      return;
    }
    look();
  }

  private void step(int kind) {
    if (kind < 350) {
      clients.submit(pipeline, now());
    } else if (kind < 600) {
      log();
    } else if (kind < 800) {
      pipeline.execution().step(0);
    } else if (kind < 930) {
      live.get(random.nextInt(live.size())).step(0);
    } else if (kind < 965) {
      runTask();
    } else if (kind < 975) {
      pipeline.archiver().ifPresent(LogArchiver::look);
    } else if (kind < 980) {
      pipeline.intake().endWaits();
    } else if (kind < 988) {
      turnClock();
    } else {
      trouble();
    }
  }

  private void log() {
    if (pipeline.work().remainingCapacity() > 0) {
      pipeline.writer().step(0);
      look();
    }
  }

  private void runTask() {
    List<Task> due = tasks.stream().filter(task -> task.dueNanos <= clock.nanos()).toList();
    if (!due.isEmpty()) {
      Task task = due.get(random.nextInt(due.size()));
      tasks.remove(task);
      task.run.run();
    }
  }

  private void turnClock() {
    if (ahead != 0) {
      clock.jump(-ahead);
      ahead = 0;
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> {
        mishaps.count("clock jumps ahead");
        ahead = 61_000_000L + random.nextInt(1_000_000_000);
        clock.jump(ahead);
      }
      case 1 -> {
        mishaps.count("clock goes back");
        clock.jump(-random.nextInt(600_000_000));
      }
      case 2 -> {
        mishaps.count("a day passes");
        clock.pass(Duration.ofHours(25).toNanos());
      }
      default -> clock.pass(random.nextInt(10_000) * 1_000_000L);
    }
  }

  private void trouble() {
    switch (random.nextInt(6)) {
      case 0 -> {
        mishaps.count("disk of the log full");
        logDisk.limitTo(logDisk.used() + random.nextInt(1 << 14));
        isFull = true;
      }
      case 1 -> {
        mishaps.count("disk of the snapshots full");
        snapshotDisk.limitTo(snapshotDisk.used() + random.nextInt(1 << 12));
        snapshotsAreFull = true;
      }
      case 2 -> {
        mishaps.count("object store away");
        objects.away(true);
      }
      case 3 -> mishaps.failNext("SQL statement");
      default -> freeSpace();
    }
  }

  private void freeSpace() {
    logDisk.limitTo(Long.MAX_VALUE);
    snapshotDisk.limitTo(Long.MAX_VALUE);
    objects.away(false);
    isFull = false;
    snapshotsAreFull = false;
  }

  /** Reads what the step before has left behind. */
  private void look() {
    if (mishaps.crashed()) {
      return;
    }
    try {
      if (pipeline.state().hasFailed()) {
        if (!failureIsDue) {
          throw new Violation("it stopped: " + pipeline.state().reason());
        }
      } else {
        follow();
      }
    } catch (IOException e) {
      throw new Violation("the log can't be followed", e);
    }
    clients.readAnswers();
    if (witness.violation() != null) {
      throw witness.violation();
    }
  }

  private void follow() throws IOException {
    for (Optional<LogBatch> next = follower.next(); next.isPresent(); next = follower.next()) {
      take(next.get());
    }
  }

  private void stepAll() {
    clock.pass(20_000_000);
    log();
    pipeline.execution().step(0);
    live.forEach(feed -> feed.step(0));
    runTask();
    look();
  }

  /** With nothing that goes wrong: everybody comes to know everything. */
  private void quiesce() {
    mishaps.calm();
    freeSpace();
    for (int i = 0; i < 3_000 && !isQuiet(); i++) {
      stepAll();
    }
    if (!isQuiet()) {
      throw new Violation(
          "it does not come to rest: %d of %d executed, %s"
              .formatted(pipeline.executed(), history.last(), pipeline.health()));
    }
    SqlCheck.run(sql, history);
    LedgerCheck.Result ledger = LedgerCheck.run(sql, sequence -> {});
    if (ledger.difference().isPresent()) {
      throw new Violation("the ledger does not hold: " + ledger.difference().get());
    }
    if (!view.balances().equals(history.balances())) {
      throw new Violation("a view has other balances than the log leaves");
    }
    event("quiet at " + history.last() + " with the ledger at " + ledger.hash());
  }

  private boolean isQuiet() {
    return !clients.isWaiting()
        && pipeline.executed() == history.last()
        && live.stream().allMatch(feed -> feed.flushed() == history.last());
  }

  /** Stops it. Whether nothing went wrong in that. */
  private boolean isStopped(boolean consumersAreStuck) throws Exception {
    if (consumersAreStuck) {
      mishaps.count("consumers stuck at a stop");
    }
    boolean clean = pipeline.state().beginToStop();
    long patienceEnds = clock.nanos() + 2 * settings.stopTimeout().toNanos();
    while (pipeline.writer().goesOn() && !mishaps.crashed()) {
      log();
      finish(consumersAreStuck, patienceEnds);
      look();
    }
    if (mishaps.crashed()) {
      return false;
    }
    while (pipeline.work().remainingCapacity() == 0) {
      finish(consumersAreStuck, patienceEnds);
    }
    pipeline.writer().end();
    boolean goesOn = true;
    while (goesOn && !mishaps.crashed()) {
      goesOn = finish(consumersAreStuck, patienceEnds);
    }
    look();
    pipeline.intake().refuseAll();
    look();
    pipeline.feeds().forEach(FactFeed::stop);
    try {
      pipeline.close(clean);
    } catch (Mishaps.Crash e) {
      return false;
    } catch (IOException e) {
      if (!failureIsDue) {
        throw e;
      }
      return false;
    }
    return !mishaps.crashed() && !pipeline.state().hasFailed();
  }

  /** As the threads go on while a stop waits for them; then nobody waits for a consumer. */
  private boolean finish(boolean consumersAreStuck, long patienceEnds) {
    requireProgress();
    clock.pass(random.nextInt(2_000_000));
    boolean goesOn = pipeline.execution().step(0);
    if (!consumersAreStuck) {
      live.forEach(feed -> feed.step(0));
    }
    if (goesOn && !isLetGo && clock.nanos() > patienceEnds) {
      mishaps.count("stuck consumer let go");
      isLetGo = true;
      pipeline.letGo();
    }
    return goesOn;
  }

  private long now() {
    return Math.max(history.logTimeMicros(), clock.micros());
  }

  // What the run leaves.

  private void event(String what) {
    mix((what + " at " + clock.nanos()).getBytes(StandardCharsets.UTF_8));
  }

  private void mix(byte[] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
