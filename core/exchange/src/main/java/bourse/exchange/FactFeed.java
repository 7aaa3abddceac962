package bourse.exchange;

import bourse.domain.Fault;
import bourse.platform.service.Health;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one consumer, step by step on a thread of its own: from the ring, from snapshot and log
 * when the ring no longer goes back far enough, and again from its durable position after a
 * failure.
 */
final class FactFeed {
  /** What a feed needs from the exchange. */
  interface Source {
    FactRing ring();

    /** The present state as facts, taken between two batches. */
    FactBatch describe(FactFeed feed) throws InterruptedException;

    /** A second engine, not above the sequence. */
    Replay replay(long atMost) throws IOException;

    /** The last executed command. */
    long sequence();

    /** The last command of the log when it was opened. */
    long recovered();

    /** Something is wrong that no retry mends. */
    void fatal(String what, Throwable cause);
  }

  private static final Logger log = LoggerFactory.getLogger(FactFeed.class);
  private static final long BATCH_BYTES = 4 << 20;
  private static final long STEP_NANOS = 100_000_000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final FactStream.Consumer consumer;
  private final Source source;
  private final WallClock clock;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  private boolean fromState;
  private boolean positionKnown;
  private boolean begun;
  private long read;
  private long flushBeganNanos;

  /** When it fell out of the ring: what it is served from; or null. */
  private Replay replay;

  /** Told since the last flush while it is served from there. */
  private long replayedBytes;

  private boolean tried;

  /** How many wait for a flush; guarded by the lock, as is {@code tried}. */
  private int waiting;

  private Duration pause = FIRST_PAUSE;
  private long pausedUntilNanos;
  private volatile long flushed = Long.MIN_VALUE;
  private volatile Health health = Health.UP;
  private volatile boolean stopping;

  FactFeed(FactStream.Consumer consumer, Source source, WallClock clock) {
    this.consumer = consumer;
    this.source = source;
    this.clock = clock;
    this.flushBeganNanos = clock.nanos();
    this.pausedUntilNanos = flushBeganNanos;
    this.thread =
        Thread.ofPlatform().name("facts-" + consumer.name()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Before the start: what the consumer says that it has. */
  long durablePosition() {
    return consumer.position();
  }

  /** Before the start: what the consumer has, as far as is known. */
  void assume(long position) {
    flushed = position;
  }

  /** Before the start: what the consumer has, told once more. */
  void compare(long after, FactStream.Facts facts) {
    consumer.compare(after, facts);
  }

  /** Whether a stop should wait for it: one that does not work gets the rest at the next start. */
  boolean works() {
    return started() && (holdsIntake() || (flushed >= 0 && health.state() == Health.State.UP));
  }

  boolean started() {
    return thread.getState() != Thread.State.NEW;
  }

  String name() {
    return consumer.name();
  }

  boolean holdsIntake() {
    return consumer.pace() == FactStream.Pace.HOLDS_INTAKE;
  }

  Health health() {
    return health;
  }

  /** The last sequence that the consumer has flushed; negative when none is known yet. */
  long flushed() {
    return Math.max(flushed, -1);
  }

  /** Waits until the consumer has flushed the sequence. */
  boolean await(long sequence, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      waiting++;
      moved.signalAll();
      while (flushed < sequence) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** Waits until the consumer was served for the first time, or has failed to be. */
  void awaitFirst(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!tried && left > 0) {
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops; what was not flushed comes again at the next start. */
  void stop() {
    stopping = true;
    if (!started()) {
      return;
    }
    signal();
    try {
      if (!thread.join(patience()) && !holdsIntake()) {
        // Never one that may be in a database: H2 takes an interrupt for a broken disk.
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("The consumer {} does not stop, and is left behind", name());
    }
  }

  /** One that was never served has nothing to write down; it waits for somebody's answer. */
  private Duration patience() {
    return flushed < 0 && !holdsIntake() ? Duration.ofMillis(100) : Duration.ofSeconds(5);
  }

  private void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        step(STEP_NANOS);
      }
    } finally {
      endReplay();
      consumer.close();
    }
  }

  /** Begins, or tells what has come; waits at most about so long for something to do. */
  void step(long waitNanos) {
    try {
      if (isPaused(waitNanos)) {
        return;
      }
      if (!begun) {
        begin();
        begun = !stopping;
      } else if (replay != null) {
        catchUp();
      } else if (!isGathering(waitNanos)) {
        serve(waitNanos);
      }
    } catch (InterruptedException e) {
      stopping = true;
    } catch (Exception e) {
      failed(e);
    } catch (Throwable e) { // an Error must not end this thread unseen
      source.fatal("The consumer " + name() + " failed for good: " + e, e);
      stopping = true;
    }
  }

  private void begin() throws Exception {
    consumer.restart();
    long position = consumer.position();
    fromState = position == FactStream.Consumer.FROM_STATE;
    if (fromState) {
      // The engine may be waiting for this feed: let it go on, for it is the one that describes.
      source.ring().release(this);
      FactBatch present = source.describe(this);
      read = present.firstSequence() - 1;
      present.readAfter(read, consumer.sink());
      read = present.lastSequence();
      flush();
      return;
    }
    if (!positionKnown && position > source.recovered()) {
      stopping = true;
      source.fatal(
          "%s has facts up to sequence %d, but the log ended with %d when it was opened: commands that were acknowledged are missing. Put the log back, from the archive or a backup."
              .formatted(name(), position, source.recovered()),
          null);
      return;
    }
    positionKnown = true;
    read = position;
    moveTo(position);
  }

  private void serve(long waitNanos) throws Exception {
    Optional<List<FactBatch>> batches = source.ring().after(read, BATCH_BYTES, waitNanos);
    if (batches.isEmpty()) {
      fellBehind();
      return;
    }
    for (FactBatch batch : batches.get()) {
      batch.readAfter(read, consumer.sink());
      read = batch.lastSequence();
    }
    if (!batches.get().isEmpty()) {
      flush();
    }
    recovered();
  }

  /** Whether facts should gather for longer; not when somebody waits for them, or they are many. */
  private boolean isGathering(long waitNanos) throws InterruptedException {
    long interval = consumer.flushInterval().toNanos();
    if (interval == 0 || source.ring().bytesAfter(read) >= mostGathered()) {
      return false;
    }
    lock.lock();
    try {
      return waiting == 0 && isStillBefore(flushBeganNanos + interval, waitNanos, true);
    } finally {
      lock.unlock();
    }
  }

  /** What gathers may be held: in a small ring more of it would make the engine wait. */
  private long mostGathered() {
    return Math.min(BATCH_BYTES, source.ring().capacity() / 4);
  }

  /** Waits for a time, or until it stops, or until somebody waits if that matters; locked. */
  private boolean isStillBefore(long nanos, long waitNanos, boolean untilWaitedFor)
      throws InterruptedException {
    long left = Math.min(nanos - clock.nanos(), waitNanos);
    while (left > 0 && !stopping && !(untilWaitedFor && waiting > 0)) {
      left = moved.awaitNanos(left);
    }
    return !stopping && !(untilWaitedFor && waiting > 0) && nanos - clock.nanos() > 0;
  }

  private void fellBehind() throws IOException {
    if (fromState) {
      begun = false;
      return;
    }
    log.info("{} catches up from snapshot and log, from sequence {}", name(), read + 1);
    replay = source.replay(read);
    replayedBytes = 0;
  }

  private void catchUp() throws Exception {
    if (source.ring().covers(read)) {
      endReplay();
      if (replayedBytes > 0) {
        flush();
      }
      return;
    }
    long first = replay.engine().sequence() + 1;
    if (!replay.step(source.sequence(), read)) {
      TimeUnit.MILLISECONDS.sleep(5);
      return;
    }
    if (replay.engine().sequence() > read) {
      FactBatch batch = replay.facts(first);
      batch.readAfter(read, consumer.sink());
      read = batch.lastSequence();
      replayedBytes += batch.records().length;
    }
    if (replayedBytes > BATCH_BYTES) {
      flush();
      replayedBytes = 0;
    }
  }

  private void endReplay() {
    Replay ended = replay;
    replay = null;
    if (ended == null) {
      return;
    }
    try {
      ended.close();
    } catch (IOException e) {
      log.debug("A log that was read could not be closed", e);
    }
  }

  private void flush() throws Exception {
    flushBeganNanos = clock.nanos();
    consumer.flush(read);
    moveTo(read);
    recovered();
  }

  private void moveTo(long sequence) {
    if (holdsIntake()) {
      source.ring().hold(this, sequence);
    }
    lock.lock();
    try {
      flushed = sequence;
      tried = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void recovered() {
    if (health.state() != Health.State.UP) {
      log.info("{} works again, at sequence {}", name(), read);
      health = Health.UP;
    }
    pause = FIRST_PAUSE;
  }

  private void failed(Exception e) {
    if (stopping) {
      return;
    }
    if (health.state() == Health.State.UP) {
      if (e instanceof Fault && flushed < 0) { // what it needs may still be starting
        log.debug("{} waits for its first position: {}", name(), e.getMessage());
      } else if (e instanceof Fault) { // says what is wrong; where in the code tells nobody more
        log.warn("{} waits at sequence {}: {}", name(), flushed(), e.getMessage());
      } else {
        log.warn("{} failed after sequence {}, and is tried again", name(), flushed(), e);
      }
    }
    health =
        Health.degraded(
            "%s failed after sequence %d and is tried again: %s"
                .formatted(name(), flushed(), e.getMessage() == null ? e : e.getMessage()));
    beginAgain();
  }

  /** After a pause, which grows as long as it fails. */
  private void beginAgain() {
    begun = false;
    endReplay();
    pausedUntilNanos = clock.nanos() + pause.toNanos();
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    lock.lock();
    try {
      tried = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isPaused(long waitNanos) throws InterruptedException {
    if (pausedUntilNanos - clock.nanos() <= 0) {
      return false;
    }
    lock.lock();
    try {
      return isStillBefore(pausedUntilNanos, waitNanos, false);
    } finally {
      lock.unlock();
    }
  }
}
