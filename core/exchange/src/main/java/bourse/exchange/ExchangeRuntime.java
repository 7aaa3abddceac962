package bourse.exchange;

import bourse.domain.ErrorCode;
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
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange on one machine. Commands wait in a queue; the log thread gives them sequence and log
 * time, writes what is waiting as one batch, and forces it; the engine thread executes the batch
 * while the next one is written, answers the callers, and publishes the facts, which each consumer
 * gets on a thread of its own.
 *
 * <p>Nothing is answered before its force returned. When the disk fails or the engine throws, the
 * exchange stops for good: what was not answered has an unknown outcome, nothing new is taken,
 * health says why, and {@code onFatal} is told.
 */
public final class ExchangeRuntime implements Exchange, FactStream, Service {
  private static final Logger log = LoggerFactory.getLogger(ExchangeRuntime.class);
  private static final String PROJECTOR = "projector";

  /** So many commands before the oldest position are compared at a start, if they are replayed. */
  private static final int SAMPLED_COMMANDS = 1_000;

  /** The rules that this version starts a new log with. */
  private static final int RULE_VERSION = 1;

  /** Batches that may be durable and not yet executed; a full queue makes the log thread wait. */
  private static final int BATCHES_AHEAD = 8;

  /** A wait may last longer than the reply timeout by this. */
  private static final Duration TIMEOUT_LOOK = Duration.ofMillis(50);

  private static final Duration FIRST_SERVICE = Duration.ofSeconds(10);

  /** Who is told, once, that the exchange has stopped for good. */
  @FunctionalInterface
  public interface FatalListener {
    void stopped(String reason);
  }

  private enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED
  }

  /** What the engine thread does next. */
  private sealed interface Work {
    /** A durable batch. */
    record Execute(CommandBatch batch) implements Work {}

    /** Something to be done between two batches. */
    record Between(Runnable task) implements Work {}

    /** No batch follows. */
    record End() implements Work {}
  }

  private final ExchangeSettings settings;
  private final ExchangeStorage storage;
  private final Optional<ObjectStore> archive;
  private final WallClock clock;
  private final FatalListener onFatal;
  private final List<FactFeed> feeds = new ArrayList<>();
  private final List<FactStream.Consumer> consumers = new ArrayList<>();
  private final Feeding feeding = new Feeding();

  private final BlockingQueue<Submission> intake = new LinkedBlockingQueue<>();

  /** Whose callers wait for an outcome; one that has come leaves at the next look. */
  private final Queue<Submission> waiting = new ConcurrentLinkedQueue<>();

  private final BlockingQueue<Work> work = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private final AtomicLong queued = new AtomicLong();
  private final LongAdder commands = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder overloads = new LongAdder();
  private final AtomicBoolean snapshotInHand = new AtomicBoolean();

  private volatile Phase phase = Phase.NEW;
  private volatile String reason = "it has not been started";
  private volatile long executed;

  /** When the engine has something to do that no command asks for. Written before executed. */
  private volatile long nextDueMicros = Long.MAX_VALUE;

  private volatile long recovered;
  private volatile long snapshotSequence;
  private volatile Health snapshotHealth = Health.UP;
  private volatile Thread snapshotThread;

  private ExchangeStorage.Opened opened;
  private SnapshotStore snapshots;
  private FileCommandLog commandLog;
  private LogArchiver archiver;
  private volatile LogTime logTime;
  private volatile FactRing ring;
  private Thread logThread;
  private Thread engineThread;
  private Thread timeoutThread;
  private UnaryOperator<FactSink> tap = UnaryOperator.identity();

  /** Used by the engine thread alone, once it runs. */
  private ExchangeEngine engine;

  private long snapshotTaken;
  private final FactBuffer facts = new FactBuffer(1 << 20);

  /**
   * @param archive where sealed segments go; without one they stay on the local disk
   * @param onFatal told once, on a thread of its own, when the exchange stops for good; the process
   *     had better exit
   */
  public ExchangeRuntime(
      ExchangeSettings settings,
      ExchangeStorage storage,
      Optional<ObjectStore> archive,
      WallClock clock,
      FatalListener onFatal) {
    this.settings = settings;
    this.storage = storage;
    this.archive = archive;
    this.clock = clock;
    this.onFatal = onFatal;
  }

  @Override
  public String name() {
    return "exchange";
  }

  @Override
  public void add(FactStream.Consumer consumer) {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("Consumers are added before the start");
    }
    consumers.add(consumer);
    feeds.add(new FactFeed(consumer, feeding));
  }

  /** For tests: stands between the engine and the buffer of its facts. */
  void tap(UnaryOperator<FactSink> tap) {
    this.tap = tap;
  }

  // Submission: on the callers' threads.

  @Override
  public Outcome submit(byte[] command) {
    return submitAll(new byte[][] {command})[0];
  }

  @Override
  public Outcome[] submitAll(byte[][] frames) {
    for (byte[] frame : frames) {
      requireWhole(frame);
    }
    if (frames.length == 0) {
      return new Outcome[0];
    }
    requireRoom(frames.length);
    return await(enqueue(submission(frames.clone())));
  }

  private static void requireWhole(byte[] frame) {
    Commands.validate(frame, 0, frame.length);
    if (Commands.length(frame, 0) != frame.length) {
      throw new IllegalArgumentException(
          "One frame per command: %d bytes, but the frame has %d"
              .formatted(frame.length, Commands.length(frame, 0)));
    }
  }

  private void requireRoom(int count) {
    if (phase != Phase.RUNNING) {
      throw stopped();
    }
    if (queued.get() + count > settings.queueLimit()) {
      throw overloaded("too many commands wait to be logged");
    }
    for (FactFeed feed : feeds) {
      if (feed.holdsIntake() && executed - feed.flushed() > settings.lagLimit()) {
        throw overloaded("the consumer %s lags too far behind".formatted(feed.name()));
      }
    }
    if (ring.heldShare() > 0.75) {
      throw overloaded("the memory for facts is nearly full");
    }
  }

  private Submission submission(byte[][] frames) {
    return new Submission(frames, System.nanoTime() + settings.replyTimeout().toNanos());
  }

  private Submission enqueue(Submission submission) {
    queued.addAndGet(submission.count());
    waiting.add(submission);
    intake.add(submission);
    if (phase != Phase.RUNNING && submission.withdraw()) {
      throw stopped();
    }
    return submission;
  }

  private Outcome[] await(Submission submission) {
    try {
      submission.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp(submission);
    }
    return submission.outcomes();
  }

  /** What a caller is told that does not wait for the outcome. */
  private Fault givenUp(Submission submission) {
    return submission.withdraw()
        ? overloaded("the command was not logged in time")
        : unknown("No outcome came in time");
  }

  /** Ends waits that last too long. One look at all of them costs less than a timer for each. */
  private void runTimeouts() {
    try {
      while (true) {
        Thread.sleep(TIMEOUT_LOOK);
        long now = System.nanoTime();
        for (Submission submission : waiting) {
          if (!submission.isDone() && submission.isDue(now)) {
            submission.fail(givenUp(submission));
          }
        }
        waiting.removeIf(Submission::isDone);
      }
    } catch (InterruptedException e) {
      log.debug("Nobody waits any more");
    }
  }

  private Fault stopped() {
    return new Fault(
        ErrorCode.STOPPED, "Nothing happened: the exchange is stopped. Its health says why.");
  }

  private Fault overloaded(String why) {
    overloads.increment();
    return new Fault(ErrorCode.OVERLOADED, "Nothing happened: " + why + ". Try again in a moment.");
  }

  private static Fault unknown(String why) {
    return new Fault(
        ErrorCode.OUTCOME_UNKNOWN,
        why + ": the command may or may not have been executed. Ask by client order id.");
  }

  @Override
  public Optional<ErrorCode> test(byte[] placement) throws InterruptedException {
    requireWhole(placement);
    return between(() -> engine.test(placement));
  }

  @Override
  public long sequence() {
    return executed;
  }

  @Override
  public boolean awaitProjected(long sequence, Duration atMost) throws InterruptedException {
    for (FactFeed feed : feeds) {
      if (feed.name().equals(PROJECTOR)) {
        return feed.await(sequence, atMost);
      }
    }
    throw new IllegalStateException("No consumer here is called " + PROJECTOR);
  }

  // Start and recovery.

  @Override
  public void start() throws Exception {
    opened = storage.open();
    snapshots = new SnapshotStore(opened.snapshots(), settings.snapshotsKept());
    long least = Long.MAX_VALUE;
    long watermark = snapshots.newest(Long.MAX_VALUE).map(Snapshot::sequence).orElse(0L);
    Map<FactFeed, Long> positions = durablePositions();
    positions.forEach(FactFeed::assume);
    for (long position : positions.values()) {
      least = Math.min(least, position);
      watermark = Math.max(watermark, position);
    }
    commandLog = FileCommandLog.open(opened.log(), settings.log(), watermark);
    recovered = commandLog.lastSequence();
    replay(least, positions);
    logTime =
        new LogTime(clock, System::nanoTime, settings.clockJumpLimit(), engine.logTimeMicros());
    run();
    timeoutThread = Thread.ofVirtual().name("exchange-timeouts").start(this::runTimeouts);
    engineThread = Thread.ofPlatform().name("exchange-engine").start(this::runEngine);
    logThread = Thread.ofPlatform().name("exchange-log").start(this::runLog);
    startFeeds(feeds);
    startArchiver();
    if (engine.sequence() == 0) {
      submit(Commands.setRuleVersion(CommandContext.NONE, RULE_VERSION));
    }
    for (FactFeed feed : feeds) {
      if (feed.holdsIntake()) {
        feed.awaitFirst(FIRST_SERVICE);
      }
    }
  }

  /** Unless a consumer found during replay that the exchange must not run. */
  private synchronized void run() {
    if (phase == Phase.FAILED) {
      throw stopped();
    }
    reason = "";
    phase = Phase.RUNNING;
  }

  /** Of the consumers that must see everything and keep a position. */
  private Map<FactFeed, Long> durablePositions() {
    Map<FactFeed, Long> positions = new LinkedHashMap<>();
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).holdsIntake()) {
        long position = consumers.get(i).position();
        if (position != FactStream.Consumer.FROM_STATE) {
          positions.put(feeds.get(i), position);
        }
      }
    }
    return positions;
  }

  /** From the newest snapshot that every durable consumer has passed, to the end of the log. */
  private void replay(long least, Map<FactFeed, Long> positions) throws Exception {
    long began = System.nanoTime();
    try (Replay replay = Replay.from(snapshots, opened.segments(), archived(), least)) {
      engine = replay.engine();
      snapshotSequence = engine.sequence();
      snapshotTaken = engine.sequence();
      executed = engine.sequence();
      ring = new FactRing(settings.factMemoryBytes(), engine.sequence() + 1);
      positions.forEach(ring::hold);
      boolean told = false;
      long first = engine.sequence() + 1;
      long sampled = least - SAMPLED_COMMANDS;
      List<FactBatch> sample = new ArrayList<>();
      while (replay.step(recovered, sampled)) {
        if (engine.sequence() > least) {
          if (!told) {
            compare(positions.keySet(), sample);
            startFeeds(positions.keySet());
            told = true;
          }
          ring.publish(replay.facts(first));
        } else {
          if (engine.sequence() > sampled) {
            sample.add(replay.facts(first));
          }
          ring.skipTo(engine.sequence());
        }
        executed = engine.sequence();
        first = engine.sequence() + 1;
      }
      nextDueMicros = engine.nextDueMicros();
      if (!told) {
        compare(positions.keySet(), sample);
      }
    }
    requireReplayed();
    log.info(
        "Recovered sequence {} from the snapshot at {} and {} commands of the log in {} ms, state"
            + " {}",
        executed,
        snapshotSequence,
        executed - snapshotSequence,
        (System.nanoTime() - began) / 1_000_000,
        HexFormat.of().formatHex(engine.stateHash()));
  }

  /** Lets the consumers that keep a position compare what the replay skipped last. */
  private void compare(Collection<FactFeed> some, List<FactBatch> skipped) {
    if (skipped.isEmpty()) {
      return;
    }
    long after = skipped.getFirst().firstSequence() - 1;
    FactStream.Facts facts = sink -> skipped.forEach(batch -> batch.readAfter(after, sink));
    some.forEach(feed -> feed.compare(after, facts));
  }

  private void requireReplayed() {
    if (engine.sequence() != recovered) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "The log ends with sequence %d, but replay came to %d. Put the damaged segment back, from the archive or a backup."
              .formatted(recovered, engine.sequence()));
    }
  }

  private Optional<SegmentSource> archived() {
    return archive.map(ArchivedSegments::new);
  }

  private static void startFeeds(Collection<FactFeed> some) {
    some.stream().filter(feed -> !feed.started()).forEach(FactFeed::start);
  }

  private void startArchiver() {
    if (archive.isPresent()) {
      archiver =
          new LogArchiver(
              opened.log(),
              snapshots,
              archive.get(),
              commandLog::segment,
              settings.archiveInterval());
      archiver.start();
    }
  }

  // The log thread.

  private void runLog() {
    Submission left = null;
    while (left != null || phase == Phase.RUNNING || !intake.isEmpty()) {
      try {
        Submission next = left != null ? left : nextSubmission();
        left = next == null ? null : log(next);
      } catch (RuntimeException | Error e) {
        left = null;
        fail("the log thread failed", e);
      }
    }
    pass(new Work.End());
  }

  /** The next submission; null when none came for a while, or its caller has given up. */
  private Submission nextSubmission() {
    try {
      Submission next = intake.poll(waitMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        return tickIsDue() ? tick() : null;
      }
      queued.addAndGet(-next.count());
      return next.take() ? next : null;
    } catch (InterruptedException e) {
      fail("the log thread was interrupted", e);
      return null;
    }
  }

  private long waitMillis() {
    long tick = settings.tickInterval().toMillis();
    long due = nextDueMicros == Long.MAX_VALUE ? 50 : (nextDueMicros - clock.micros()) / 1000;
    return Math.clamp(Math.min(tick == 0 ? 50 : tick, due), 1, 50);
  }

  private long lastLoggedNanos = System.nanoTime();
  private long lastTick;

  private boolean tickIsDue() {
    if (phase != Phase.RUNNING || executed < lastTick) {
      // What is due is known once the last tick was executed.
      return false;
    }
    return logTime.reaches(nextDueMicros)
        || (!settings.tickInterval().isZero()
            && System.nanoTime() - lastLoggedNanos >= settings.tickInterval().toNanos());
  }

  private Submission tick() {
    lastTick = commandLog.lastSequence() + 1;
    Submission tick = submission(new byte[][] {Commands.tick(CommandContext.NONE)});
    tick.take();
    return tick;
  }

  /** Logs a batch that begins with the submission. Returns one of which a part is left. */
  private Submission log(Submission first) {
    if (phase == Phase.FAILED) {
      refuse(first, stopped());
      return null;
    }
    OptionalLong time = logTime.next();
    if (time.isEmpty()) {
      refuse(
          first,
          new Fault(
              ErrorCode.STOPPED,
              "Nothing happened: the clock of the exchange is not right. Its operator must set"
                  + " it."));
      return null;
    }
    CommandBatch batch =
        new CommandBatch(
            commandLog.lastSequence() + 1, time.getAsLong(), settings.log().maxBatchBytes());
    Submission left = batch.add(first) ? fill(batch) : first;
    append(batch);
    return left;
  }

  /** Fails a submission of which nothing more will be logged. */
  private static void refuse(Submission submission, Fault nothingHappened) {
    submission.fail(submission.logged() == 0 ? nothingHappened : unknown("Only a part was logged"));
  }

  /** Adds what is waiting. Returns a submission that did not fit whole. */
  private Submission fill(CommandBatch batch) {
    while (true) {
      Submission next = intake.poll();
      if (next == null) {
        return null;
      }
      queued.addAndGet(-next.count());
      if (next.take() && !batch.add(next)) {
        return next;
      }
    }
  }

  private void append(CommandBatch batch) {
    try {
      commandLog.append(batch.frames(), 0, batch.length(), batch.firstSequence(), batch.count());
    } catch (Fault e) {
      log.warn("{} commands were refused: {}", batch.count(), e.getMessage());
      refuse(batch, withoutPlaces(e));
      return;
    } catch (IOException | RuntimeException | Error e) {
      fail(
          "the command log failed at sequence %d: %s. Check the disk, then restart: nothing acknowledged is lost; see docs/runbooks/exchange-stopped.md"
              .formatted(batch.firstSequence(), e.getMessage()),
          e);
      batch.fail(unknown("The disk failed while the command was written"));
      return;
    }
    commands.add(batch.count());
    batches.increment();
    lastLoggedNanos = System.nanoTime();
    pass(new Work.Execute(batch));
  }

  /** For clients, who must not learn the names of files here. */
  private static Fault withoutPlaces(Fault fault) {
    return new Fault(
        fault.code(),
        "Nothing happened: %s. Try again when the exchange is well."
            .formatted(fault.code().title().toLowerCase(Locale.ROOT)),
        fault);
  }

  /** Nothing of the batch was logged; of a long submission, an earlier part may have been. */
  private static void refuse(CommandBatch batch, Fault fault) {
    for (CommandBatch.Part part : batch.parts()) {
      boolean whole = part.submission().logged() == part.count();
      part.submission().fail(whole ? fault : unknown("Only a part was logged"));
    }
  }

  private void pass(Work next) {
    try {
      work.put(next);
    } catch (InterruptedException e) {
      fail("the log thread was interrupted", e);
    }
  }

  // The engine thread.

  private void runEngine() {
    while (true) {
      try {
        switch (work.take()) {
          case Work.Execute(CommandBatch batch) -> execute(batch);
          case Work.Between(Runnable task) -> task.run();
          case Work.End() -> {
            return;
          }
        }
      } catch (Throwable e) { // this thread ends only when nothing follows
        fail("the engine thread failed", e);
      }
    }
  }

  private void execute(CommandBatch batch) throws InterruptedException {
    if (phase == Phase.FAILED) {
      batch.fail(unknown("The exchange stopped"));
      return;
    }
    int[] offsets = executeAll(batch);
    if (offsets.length == 0) {
      return;
    }
    FactBatch published = new FactBatch(batch.firstSequence(), batch.lastSequence(), facts.copy());
    nextDueMicros = engine.nextDueMicros();
    executed = batch.lastSequence();
    answer(batch, published.records(), offsets);
    ring.publish(published);
    if (executed - snapshotTaken >= settings.snapshotEvery()) {
      snapshotBeside();
    }
  }

  /** Where each command's record starts; nothing when the engine failed. */
  private int[] executeAll(CommandBatch batch) {
    int[] offsets = new int[batch.count()];
    int at = 0;
    facts.reset();
    FactSink sink = tap.apply(facts);
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = facts.length();
      try {
        at = engine.execute(batch.frames(), at, sink);
      } catch (Throwable e) { // whatever it is, the state can't be trusted any more
        CommandContext context = Commands.context(batch.frames(), at);
        fail(
            "the engine failed at sequence %d (trace %016x%016x) and stopped before any output: %s. Keep the data as it is and report this; see docs/runbooks/exchange-stopped.md"
                .formatted(
                    batch.firstSequence() + i, context.traceIdHigh(), context.traceIdLow(), e),
            e);
        batch.fail(unknown("The engine stopped at sequence " + (batch.firstSequence() + i)));
        return new int[0];
      }
    }
    return offsets;
  }

  private static void answer(CommandBatch batch, byte[] records, int[] offsets) {
    int i = 0;
    for (CommandBatch.Part part : batch.parts()) {
      for (int end = i + part.count(); i < end; i++) {
        part.submission().outcome(new Outcome(batch.firstSequence() + i, records, offsets[i]));
      }
    }
  }

  /** Takes the state now and writes it on another thread. One at a time. */
  private void snapshotBeside() {
    if (!snapshotInHand.compareAndSet(false, true)) {
      return;
    }
    Snapshot snapshot = takeSnapshot();
    snapshotThread =
        Thread.ofPlatform()
            .name("exchange-snapshot")
            .start(() -> {
              try {
                write(snapshot);
              } finally {
                snapshotInHand.set(false);
              }
            });
  }

  private Snapshot takeSnapshot() {
    snapshotTaken = engine.sequence();
    ByteArrayOutputStream state = new ByteArrayOutputStream(1 << 20);
    try {
      engine.writeState(state);
    } catch (IOException e) {
      throw new IllegalStateException("Memory does not fail like a file", e);
    }
    return new Snapshot(
        engine.sequence(), engine.logTimeMicros(), RULE_VERSION, state.toByteArray());
  }

  private void write(Snapshot snapshot) {
    try {
      snapshots.write(snapshot);
      snapshotSequence = snapshot.sequence();
      snapshotHealth = Health.UP;
      log.info(
          "Snapshot at sequence {}: {} bytes, state {}",
          snapshot.sequence(),
          snapshot.state().length,
          SnapshotStore.hash(snapshot.state()));
    } catch (IOException | RuntimeException e) {
      log.warn("The snapshot at sequence {} could not be written", snapshot.sequence(), e);
      snapshotHealth =
          Health.degraded(
              "The snapshot at sequence %d could not be written: %s. Trading goes on; a restart takes longer. Check the space and the disk."
                  .formatted(snapshot.sequence(), e.getMessage()));
    }
  }

  // The end.

  /** Stops for good because something is broken. What is queued is answered by the two threads. */
  private void fail(String why, Throwable cause) {
    synchronized (this) {
      if (phase == Phase.FAILED || phase == Phase.STOPPED) {
        return;
      }
      reason = why;
      phase = Phase.FAILED;
    }
    log.error("The exchange stops: {}", why, cause);
    FactRing stuck = ring;
    if (stuck != null) {
      stuck.close();
    }
    // On a thread of its own: who is told may exit, and the exit waits for this thread to end.
    Thread.ofPlatform().name("exchange-fatal").daemon().start(() -> onFatal.stopped(why));
  }

  /**
   * Takes nothing more, finishes what was taken, lets the consumers catch up for a while, writes a
   * snapshot, and closes.
   */
  @Override
  public void stop() throws Exception {
    boolean clean = closeIntake();
    if (logThread != null) {
      awaitThreads();
      rejectQueued();
      timeoutThread.interrupt();
    }
    stopFeeds(clean);
    Thread writing = snapshotThread;
    if (writing != null) {
      writing.join();
    }
    if (clean && engine != null && engine.sequence() > snapshotSequence) {
      write(takeSnapshot());
    }
    if (archiver != null) {
      archiver.close();
    }
    closeFiles();
  }

  /** Whether there is a sound engine to go on with. */
  private synchronized boolean closeIntake() {
    if (phase == Phase.RUNNING) {
      reason = "it is being stopped";
      phase = Phase.STOPPING;
      return true;
    }
    return false;
  }

  private void awaitThreads() throws InterruptedException {
    long patience = settings.stopTimeout().toMillis();
    logThread.join(patience);
    if (!engineThread.join(Duration.ofMillis(patience))) {
      log.warn("The engine waits for a consumer that is stuck, and is let go");
      ring.close();
      logThread.join();
      engineThread.join();
    }
  }

  private void rejectQueued() {
    for (Submission left = intake.poll(); left != null; left = intake.poll()) {
      if (left.take()) {
        left.fail(stopped());
      }
    }
  }

  private void stopFeeds(boolean clean) throws InterruptedException {
    long deadline = System.nanoTime() + settings.stopTimeout().toNanos();
    for (FactFeed feed : feeds) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (clean && feed.works() && !feed.await(executed, Duration.ofNanos(left))) {
        log.warn(
            "{} is stopped at sequence {} of {}; it gets the rest at the next start",
            feed.name(),
            feed.flushed(),
            executed);
      }
    }
    feeds.forEach(FactFeed::stop);
  }

  private void closeFiles() throws IOException {
    try {
      if (commandLog != null) {
        commandLog.close();
      }
    } finally {
      if (opened != null) {
        opened.close();
      }
      synchronized (this) {
        if (phase != Phase.FAILED) {
          phase = Phase.STOPPED;
          reason = "it was stopped";
        }
      }
    }
  }

  // How it is.

  @Override
  public Health health() {
    return switch (phase) {
      case NEW -> Health.down("The exchange has not been started.");
      case STOPPING, STOPPED -> Health.down("The exchange is stopped.");
      case FAILED -> Health.down("The exchange is stopped: " + reason + ".");
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
    parts.add(snapshotHealth);
    feeds.forEach(feed -> parts.add(feed.health()));
    if (archiver != null) {
      parts.add(archiver.health());
    }
    Health.State worst = Health.State.UP;
    List<String> details = new ArrayList<>();
    for (Health part : parts) {
      worst = part.state().compareTo(worst) > 0 ? part.state() : worst;
      if (part.state() != Health.State.UP) {
        details.add(part.detail());
      }
    }
    return new Health(worst, String.join(" ", details));
  }

  /** For metrics. Cheap, from any thread. */
  public ExchangeFigures figures() {
    Map<String, Long> lag = new LinkedHashMap<>();
    for (FactFeed feed : feeds) {
      lag.put(feed.name(), executed - Math.max(0, feed.flushed()));
    }
    return new ExchangeFigures(
        executed,
        commands.sum(),
        batches.sum(),
        overloads.sum(),
        queued.get(),
        snapshotSequence,
        archiver == null ? 0 : archiver.archived(),
        lag);
  }

  /**
   * SHA-256 of the present state, with its sequence, taken between two batches.
   *
   * @throws Fault STOPPED
   */
  public StateHash stateHash() throws InterruptedException {
    return between(() -> new StateHash(engine.sequence(), engine.stateHash()));
  }

  /** Runs on the engine thread, between two batches. */
  private <T> T between(Supplier<T> task) throws InterruptedException {
    if (phase != Phase.RUNNING) {
      throw stopped();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Work asked =
        new Work.Between(() -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    while (!work.offer(asked, 100, TimeUnit.MILLISECONDS)) {
      if (!engineThread.isAlive()) {
        throw stopped();
      }
    }
    while (true) {
      try {
        return result.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (!engineThread.isAlive()) {
          throw stopped();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("The engine could not be asked", e.getCause());
      }
    }
  }

  /** What the feeds need. */
  private final class Feeding implements FactFeed.Source {
    @Override
    public FactRing ring() {
      return ring;
    }

    @Override
    public FactBatch describe(FactFeed feed) throws InterruptedException {
      return between(() -> {
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
      return Replay.from(snapshots, opened.segments(), archived(), atMost);
    }

    @Override
    public long sequence() {
      return executed;
    }

    @Override
    public long recovered() {
      return recovered;
    }

    @Override
    public void fatal(String what, Throwable cause) {
      fail(what, cause);
    }
  }
}
