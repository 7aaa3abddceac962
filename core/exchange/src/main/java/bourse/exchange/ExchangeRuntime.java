package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.platform.log.LogArchiver;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Background;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange on one machine: the threads of its {@link Pipeline}. Commands wait in a queue; the
 * log thread gives them sequence and log time, writes what is waiting as one batch, and forces it;
 * the engine thread executes the batch while the next one is written, answers the callers, and
 * publishes the facts, which each consumer gets on a thread of its own.
 *
 * <p>Nothing is answered before its force returned. When the disk fails or the engine throws, the
 * exchange stops for good: what was not answered has an unknown outcome, nothing new is taken,
 * health says why, and {@code onFatal} is told.
 */
public final class ExchangeRuntime implements Exchange, FactStream, Service {
  private static final Logger log = LoggerFactory.getLogger(ExchangeRuntime.class);
  private static final String PROJECTOR = "projector";

  /** A wait may last longer than the reply timeout by this. */
  private static final Duration TIMEOUT_LOOK = Duration.ofMillis(50);

  private static final Duration FIRST_SERVICE = Duration.ofSeconds(10);
  private static final long STEP_NANOS = 1_000_000_000;

  /** Who is told, once, that the exchange has stopped for good. */
  @FunctionalInterface
  public interface FatalListener {
    void stopped(String reason);

    /** The same, when the log failed: the disk took no write or no force. */
    default void logFailed(String reason) {
      stopped(reason);
    }
  }

  private final ExchangeSettings settings;
  private final Pipeline pipeline;
  private volatile boolean started;
  private Thread logThread;
  private Thread engineThread;
  private Thread timeoutThread;

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
    this.pipeline =
        new Pipeline(
            settings,
            storage,
            archive,
            clock,
            Background.THREADS,
            new Pipeline.BetweenBatches() {
              @Override
              public <T> T run(Supplier<T> task) throws InterruptedException {
                return between(task);
              }
            },
            onFatal);
  }

  @Override
  public String name() {
    return "exchange";
  }

  @Override
  public void add(FactStream.Consumer consumer) {
    pipeline.add(consumer);
  }

  /** For tests: stands between the engine and the buffer of its facts. */
  void tap(UnaryOperator<FactSink> tap) {
    pipeline.tap(tap);
  }

  /** For tests: this is a version that knows these rules and no newer ones. */
  void knowRules(int newest) {
    pipeline.knowRules(newest);
  }

  // Submission: on the callers' threads.

  @Override
  public Outcome submit(byte[] command) {
    return submitAll(new byte[][] {command})[0];
  }

  @Override
  public Outcome[] submitAll(byte[][] frames) {
    for (byte[] frame : frames) {
      Pipeline.requireWhole(frame);
    }
    if (frames.length == 0) {
      return new Outcome[0];
    }
    return await(pipeline.enqueue(frames));
  }

  private Outcome[] await(Submission submission) {
    try {
      submission.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw pipeline.intake().givenUp(submission);
    }
    return submission.outcomes();
  }

  @Override
  public Optional<ErrorCode> test(byte[] placement) throws InterruptedException {
    Pipeline.requireWhole(placement);
    return between(() -> pipeline.execution().engine().test(placement));
  }

  @Override
  public long sequence() {
    return pipeline.executed();
  }

  @Override
  public boolean awaitProjected(long sequence, Duration atMost) throws InterruptedException {
    for (FactFeed feed : pipeline.feeds()) {
      if (feed.name().equals(PROJECTOR)) {
        return feed.await(sequence, atMost);
      }
    }
    throw new IllegalStateException("No consumer here is called " + PROJECTOR);
  }

  @Override
  public boolean awaitEarlierProjected(Duration atMost) throws InterruptedException {
    return started && awaitProjected(pipeline.recovered(), atMost);
  }

  // Start.

  @Override
  public void start() throws Exception {
    pipeline.open(ExchangeRuntime::startFeeds);
    try (Recovery recovery = pipeline.recovery()) {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = recovery.step(STEP_NANOS);
      }
    }
    Optional<Submission> first = pipeline.run();
    started = true;
    timeoutThread = Thread.ofVirtual().name("exchange-timeouts").start(this::runTimeouts);
    engineThread = Thread.ofPlatform().name("exchange-engine").start(this::runEngine);
    logThread = Thread.ofPlatform().name("exchange-log").start(this::runLog);
    startFeeds(pipeline.feeds());
    pipeline.archiver().ifPresent(LogArchiver::start);
    first.ifPresent(this::await);
    for (FactFeed feed : pipeline.feeds()) {
      if (feed.holdsIntake()) {
        feed.awaitFirst(FIRST_SERVICE);
      }
    }
  }

  private static void startFeeds(Collection<FactFeed> some) {
    some.stream().filter(feed -> !feed.started()).forEach(FactFeed::start);
  }

  // What the threads do.

  private void runTimeouts() {
    try {
      while (true) {
        Thread.sleep(TIMEOUT_LOOK);
        pipeline.intake().endWaits();
      }
    } catch (InterruptedException e) {
      log.debug("Nobody waits any more");
    }
  }

  private void runLog() {
    LogWriter writer = pipeline.writer();
    while (writer.goesOn()) {
      writer.step();
    }
    writer.end();
  }

  private void runEngine() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = pipeline.execution().step(STEP_NANOS);
    }
  }

  // The end.

  /**
   * Takes nothing more, finishes what was taken, lets the consumers catch up for a while, writes a
   * snapshot, and closes.
   */
  @Override
  public void stop() throws Exception {
    boolean clean = pipeline.state().beginToStop();
    if (logThread != null) {
      awaitThreads();
      pipeline.intake().refuseAll();
      timeoutThread.interrupt();
    }
    stopFeeds(clean);
    pipeline.close(clean);
  }

  private void awaitThreads() throws InterruptedException {
    long patience = settings.stopTimeout().toMillis();
    logThread.join(patience);
    if (!engineThread.join(Duration.ofMillis(patience))) {
      log.warn("The engine waits for a consumer that is stuck, and is let go");
      pipeline.letGo();
      logThread.join();
      engineThread.join();
    }
  }

  private void stopFeeds(boolean clean) throws InterruptedException {
    long deadline = System.nanoTime() + settings.stopTimeout().toNanos();
    for (FactFeed feed : pipeline.feeds()) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (clean && feed.works() && !feed.await(sequence(), Duration.ofNanos(left))) {
        log.warn(
            "{} is stopped at sequence {} of {}; it gets the rest at the next start",
            feed.name(),
            feed.flushed(),
            sequence());
      }
    }
    pipeline.feeds().forEach(FactFeed::stop);
  }

  // How it is.

  @Override
  public Health health() {
    return pipeline.health();
  }

  /** Whether commands are refused because the clock jumped ahead. */
  public boolean isClockAhead() {
    return pipeline.isClockAhead();
  }

  /** For metrics. Cheap, from any thread. */
  public ExchangeFigures figures() {
    return pipeline.figures();
  }

  /**
   * SHA-256 of the present state, with its sequence, taken between two batches.
   *
   * @throws Fault STOPPED
   */
  public StateHash stateHash() throws InterruptedException {
    return between(() -> {
      ExchangeEngine engine = pipeline.execution().engine();
      return new StateHash(engine.sequence(), engine.stateHash());
    });
  }

  /**
   * The same after an earlier command, computed by a second engine from snapshot and log.
   *
   * @throws Fault NOT_FOUND when it was not executed yet; STOPPED, LOG_DAMAGED, VERSION_TOO_OLD
   */
  StateHash stateHash(long sequence) throws IOException, InterruptedException {
    StateHash present = stateHash();
    if (sequence == present.sequence()) {
      return present;
    }
    if (sequence < 1 || sequence > present.sequence()) {
      throw new Fault(
          ErrorCode.NOT_FOUND,
          "The exchange has executed commands 1 to %d, and not %d."
              .formatted(present.sequence(), sequence));
    }
    try (Replay replay = pipeline.replay(sequence)) {
      return replay.stateAt(sequence);
    }
  }

  /** Runs on the engine thread, between two batches. */
  private <T> T between(Supplier<T> task) throws InterruptedException {
    if (!pipeline.state().isRunning()) {
      throw pipeline.state().notRunning();
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
    while (!pipeline.work().offer(asked, 100, TimeUnit.MILLISECONDS)) {
      if (!engineThread.isAlive()) {
        throw pipeline.state().notRunning();
      }
    }
    while (true) {
      try {
        return result.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (!engineThread.isAlive()) {
          throw pipeline.state().notRunning();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("The engine could not be asked", e.getCause());
      }
    }
  }
}
