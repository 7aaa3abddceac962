package bourse.exchange;

import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactSink;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.LogArchiver;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Background;
import bourse.platform.service.Health;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the exchange, in the order in which a command goes through them: intake, log writer,
 * execution, fact ring, feeds; beside them snapshots and archive. Each does its work in steps.
 * {@link ExchangeRuntime} repeats each part's step on a thread of its own; a simulation calls the
 * steps in any order, on one thread.
 */
final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  /** Batches that may be durable and not yet executed; a full queue makes the log thread wait. */
  private static final int BATCHES_AHEAD = 8;

  /** How a task is run between two batches, by whoever has the steps of the execution. */
  interface BetweenBatches {
    <T> T run(Supplier<T> task) throws InterruptedException;
  }

  private final ExchangeSettings settings;
  private final ExchangeStorage storage;
  private final Optional<ObjectStore> archive;
  private final WallClock clock;
  private final Background background;
  private final BetweenBatches between;
  private final List<FactFeed> feeds = new ArrayList<>();
  private final FactFeed.Source feeding = new Feeding();
  private final BlockingQueue<Work> work = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private final RunState state;
  private final Intake intake;

  private ExchangeStorage.Opened opened;
  private SnapshotStore store;
  private Quarantine quarantine = Quarantine.NONE;
  private FileCommandLog commandLog;
  private LogArchiver archiver;
  private Recovery recovery;
  private Snapshots snapshots;
  private UnaryOperator<FactSink> tap = UnaryOperator.identity();
  private int knownRules = ExchangeEngine.RULE_VERSION;
  private volatile long recovered;
  private volatile Execution execution;
  private volatile LogTime logTime;
  private volatile LogWriter writer;
  private volatile FactRing ring;

  /**
   * @param archive where sealed segments go; without one they stay on the local disk
   * @param background for what the steps do not wait for
   * @param onFatal told once, in the background, when the exchange stops for good
   */
  Pipeline(
      ExchangeSettings settings,
      ExchangeStorage storage,
      Optional<ObjectStore> archive,
      WallClock clock,
      Background background,
      BetweenBatches between,
      ExchangeRuntime.FatalListener onFatal) {
    this.settings = settings;
    this.storage = storage;
    this.archive = archive;
    this.clock = clock;
    this.background = background;
    this.between = between;
    this.state =
        new RunState(why -> {
          letGo();
          // Whoever is told may exit, and the exit waits for the thread that failed to end.
          background.start("exchange-fatal", () -> tell(onFatal, why));
        });
    this.intake = new Intake(state, clock, settings.replyTimeout());
  }

  private void tell(ExchangeRuntime.FatalListener listener, String why) {
    if (state.logHasFailed()) {
      listener.logFailed(why);
    } else {
      listener.stopped(why);
    }
  }

  void add(FactStream.Consumer consumer) {
    if (!state.isNew()) {
      throw new IllegalStateException("Consumers are added before the start");
    }
    feeds.add(new FactFeed(consumer, feeding, clock));
  }

  /** For tests: stands between the engine and the buffer of its facts. */
  void tap(UnaryOperator<FactSink> tap) {
    this.tap = tap;
  }

  /** For tests: this is a version that knows these rules and no newer ones. */
  void knowRules(int newest) {
    knownRules = newest;
  }

  // Start.

  /**
   * Opens log and snapshots; {@link #recovery} is to be stepped to its end, and then {@link #run}.
   *
   * @param starter told of the consumers that are to be served while the replay goes on
   */
  void open(Recovery.Starter starter) throws Exception {
    opened = storage.open();
    store = new SnapshotStore(opened.snapshots(), settings.snapshotsKept());
    quarantine = opened.quarantine();
    Map<FactFeed, Long> positions = durablePositions();
    positions.forEach(FactFeed::assume);
    long least = Long.MAX_VALUE;
    long watermark = store.newest(Long.MAX_VALUE).map(Snapshot::sequence).orElse(0L);
    for (long position : positions.values()) {
      least = Math.min(least, position);
      watermark = Math.max(watermark, position);
    }
    commandLog = FileCommandLog.open(opened.log(), settings.log(), watermark, clock, background);
    recovered = commandLog.lastSequence();
    if (least == 0 && recovered > 1) {
      LOG.warn(
          "The database knows none of the {} commands of the log: it is new, or was emptied."
              + " Orders, trades, wallets and ledger are told anew from the log; users, sessions"
              + " and the audit trail are in no log: restore them from a backup",
          recovered);
    }
    Replay replay = replay(least);
    ExchangeEngine engine = replay.engine();
    ring = new FactRing(settings.factMemoryBytes(), engine.sequence() + 1);
    positions.forEach(ring::hold);
    snapshots = new Snapshots(store, settings.snapshotEvery(), background, engine.sequence());
    execution = new Execution(engine, ring, snapshots, state, work, tap);
    recovery = new Recovery(replay, execution, ring, positions, recovered, starter);
  }

  /**
   * Takes commands from now on.
   *
   * @return what comes before them all, when the log is not at the rules of this version
   * @throws IOException when the snapshot that stands before new rules can't be written
   */
  Optional<Submission> run() throws IOException {
    Optional<byte[]> rules = changeOfRules();
    logTime =
        new LogTime(
            clock, clock::nanos, settings.clockJumpLimit(), execution.engine().logTimeMicros());
    writer = new LogWriter(settings, clock, state, intake, commandLog, logTime, execution, work);
    archiver =
        archive
            .map(objects ->
                new LogArchiver(
                    opened.log(), store, objects, commandLog::segment, settings.archiveInterval()))
            .orElse(null);
    state.run();
    return rules.map(frame -> intake.add(new byte[][] {frame}));
  }

  /**
   * A new log begins with its rules. An older one goes on by those of this version, behind a
   * snapshot. One that a newer version brought to its rules, and did no more, goes back; the
   * recovery has refused any other.
   */
  private Optional<byte[]> changeOfRules() throws IOException {
    ExchangeEngine engine = execution.engine();
    int present = engine.ruleVersion();
    if (present == knownRules && engine.sequence() > 0) {
      return Optional.empty();
    }
    int next = knownRules;
    if (present > knownRules) {
      next =
          engine
              .rulesToGoBackTo()
              .orElseThrow(() -> Replay.rulesTooNew(present, knownRules, engine.sequence()));
    } else if (engine.sequence() > 0) {
      snapshots.writeBarrier(engine);
    }
    LOG.info("The log goes on by rules {} after command {}", next, engine.sequence());
    return Optional.of(Commands.setRuleVersion(CommandContext.NONE, next));
  }

  /** Of the consumers that must see everything and keep a position. */
  private Map<FactFeed, Long> durablePositions() {
    Map<FactFeed, Long> positions = new LinkedHashMap<>();
    for (FactFeed feed : feeds) {
      if (feed.holdsIntake()) {
        long position = feed.durablePosition();
        if (position != FactStream.Consumer.FROM_STATE) {
          positions.put(feed, position);
        }
      }
    }
    return positions;
  }

  /** An engine beside the live one, that begins at or below the sequence. */
  Replay replay(long atMost) throws IOException {
    Optional<SegmentSource> archived = archive.map(ArchivedSegments::new);
    return Replay.from(store, opened.segments(), archived, quarantine, atMost, knownRules);
  }

  // Submission, from any thread.

  /**
   * Takes commands in to be logged.
   *
   * @throws Fault STOPPED, OVERLOADED
   */
  Submission enqueue(byte[][] frames) {
    requireRoom(frames.length);
    return intake.add(frames.clone());
  }

  static void requireWhole(byte[] frame) {
    Commands.validate(frame, 0, frame.length);
    if (Commands.length(frame, 0) != frame.length) {
      throw new IllegalArgumentException(
          "One frame per command: %d bytes, but the frame has %d"
              .formatted(frame.length, Commands.length(frame, 0)));
    }
  }

  private void requireRoom(int count) {
    if (!state.isRunning()) {
      throw state.notRunning();
    }
    if (intake.queued() + count > settings.queueLimit()) {
      throw intake.overloaded("too many commands wait to be logged");
    }
    for (FactFeed feed : feeds) {
      if (feed.holdsIntake() && execution.executed() - feed.flushed() > settings.lagLimit()) {
        throw intake.overloaded("the consumer %s lags too far behind".formatted(feed.name()));
      }
    }
    if (ring.heldShare() > 0.75) {
      throw intake.overloaded("the memory for facts is nearly full");
    }
  }

  // The end.

  /** Nobody waits for room in the ring any more. */
  void letGo() {
    FactRing stuck = ring;
    if (stuck != null) {
      stuck.close();
    }
  }

  /** Writes what a clean stop leaves, once nothing is logged, executed or told any more. */
  void close(boolean clean) throws Exception {
    if (snapshots != null) {
      snapshots.finish();
      if (clean) {
        snapshots.writeLast(execution.engine());
      }
    }
    if (archiver != null) {
      archiver.close();
    }
    try {
      if (commandLog != null) {
        commandLog.close();
      }
    } finally {
      if (opened != null) {
        opened.close();
      }
      state.stopped();
    }
  }

  // How it is.

  boolean isClockAhead() {
    LogTime time = logTime;
    return time != null && time.isAhead();
  }

  Health health() {
    return switch (state.phase()) {
      case NEW -> Health.down("The exchange has not been started.");
      case STOPPING, STOPPED -> Health.down("The exchange is stopped.");
      case FAILED -> Health.down("The exchange is stopped: " + state.reason() + ".");
      case RUNNING -> runningHealth();
    };
  }

  private Health runningHealth() {
    List<Health> parts = new ArrayList<>();
    parts.add(logTime.health());
    parts.add(
        commandLog.lacksSpace()
            ? Health.degraded(
                "There is no room for the next file of the command log. Free space before the"
                    + " present one is full.")
            : Health.UP);
    parts.add(snapshots.health());
    feeds.forEach(feed -> parts.add(feed.health()));
    if (archiver != null) {
      parts.add(archiver.health());
    }
    Health.State worst = Health.State.UP;
    List<String> details = new ArrayList<>();
    for (Quarantine.Entry entry : quarantine.entries()) {
      details.add("Command %d is quarantined.".formatted(entry.sequence()));
    }
    for (Health part : parts) {
      worst = part.state().compareTo(worst) > 0 ? part.state() : worst;
      if (part.state() != Health.State.UP) {
        details.add(part.detail());
      }
    }
    return new Health(worst, String.join(" ", details));
  }

  ExchangeFigures figures() {
    long executed = executed();
    Map<String, Long> lag = new LinkedHashMap<>();
    for (FactFeed feed : feeds) {
      lag.put(feed.name(), executed - Math.max(0, feed.flushed()));
    }
    LogWriter logs = writer;
    return new ExchangeFigures(
        executed,
        logs == null ? 0 : logs.commands(),
        logs == null ? 0 : logs.batches(),
        intake.overloads(),
        intake.queued(),
        snapshots == null ? 0 : snapshots.sequence(),
        archiver == null ? 0 : archiver.archived(),
        lag);
  }

  /** The sequence of the last executed command. */
  long executed() {
    Execution executing = execution;
    return executing == null ? 0 : executing.executed();
  }

  /** The last command that was logged before this process. */
  long recovered() {
    return recovered;
  }

  // The parts.

  RunState state() {
    return state;
  }

  Intake intake() {
    return intake;
  }

  Recovery recovery() {
    return recovery;
  }

  LogWriter writer() {
    return writer;
  }

  Execution execution() {
    return execution;
  }

  List<FactFeed> feeds() {
    return feeds;
  }

  Optional<LogArchiver> archiver() {
    return Optional.ofNullable(archiver);
  }

  BlockingQueue<Work> work() {
    return work;
  }

  /** What the feeds need. */
  private final class Feeding implements FactFeed.Source {
    @Override
    public FactRing ring() {
      return ring;
    }

    @Override
    public FactBatch describe(FactFeed feed) throws InterruptedException {
      return between.run(() -> {
        ExchangeEngine engine = execution.engine();
        FactBuffer present = new FactBuffer(1 << 16);
        engine.describe(present);
        if (feed.holdsIntake()) {
          ring.hold(feed, engine.sequence());
        }
        return new FactBatch(engine.sequence(), engine.sequence(), present.copy());
      });
    }

    @Override
    public Replay replay(long atMost) throws IOException {
      return Pipeline.this.replay(atMost);
    }

    @Override
    public long sequence() {
      return executed();
    }

    @Override
    public long recovered() {
      return recovered;
    }

    @Override
    public void fatal(String what, Throwable cause) {
      state.fail(what, cause);
    }
  }
}
