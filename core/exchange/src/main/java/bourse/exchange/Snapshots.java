package bourse.exchange;

import bourse.engine.ExchangeEngine;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import bourse.platform.service.Background;
import bourse.platform.service.Health;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the engine's state every so many commands, on the engine's thread, and writes it beside,
 * one at a time.
 */
final class Snapshots {
  private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

  private final SnapshotStore store;
  private final long every;
  private final Background background;

  /** Used by the engine thread alone, once that runs. */
  private long taken;

  private FutureTask<Boolean> writing;
  private volatile long sequence;
  private volatile Health health = Health.UP;

  /**
   * @param every commands from one snapshot to the next
   * @param sequence of the snapshot that the engine began with; 0 for none
   */
  Snapshots(SnapshotStore store, long every, Background background, long sequence) {
    this.store = store;
    this.every = every;
    this.background = background;
    this.taken = sequence;
    this.sequence = sequence;
  }

  /** Of the last durable snapshot. */
  long sequence() {
    return sequence;
  }

  Health health() {
    return health;
  }

  /** On the engine thread. Not while one is still being written. */
  void takeIfDue(ExchangeEngine engine) {
    if (engine.sequence() - taken < every || (writing != null && !writing.isDone())) {
      return;
    }
    Snapshot snapshot = take(engine);
    FutureTask<Boolean> task = new FutureTask<>(() -> isWritten(snapshot));
    writing = task;
    background.start("exchange-snapshot", task);
  }

  /** Waits for the one that is being written, once the engine thread has ended. */
  void finish() throws InterruptedException {
    if (writing == null) {
      return;
    }
    writing.run();
    try {
      writing.get();
    } catch (ExecutionException e) {
      log.warn("A snapshot could not be written", e.getCause());
    }
  }

  /** Writes one before the engine thread runs, unless the engine began with it. */
  void writeBarrier(ExchangeEngine engine) throws IOException {
    if (engine.sequence() > sequence) {
      store.write(take(engine));
      sequence = engine.sequence();
    }
  }

  /** Writes a last one, once the engine thread has ended. */
  void writeLast(ExchangeEngine engine) {
    if (engine.sequence() > sequence) {
      isWritten(take(engine));
    }
  }

  private Snapshot take(ExchangeEngine engine) {
    taken = engine.sequence();
    ByteArrayOutputStream state = new ByteArrayOutputStream(1 << 20);
    try {
      engine.writeState(state);
    } catch (IOException e) {
      throw new IllegalStateException("Memory does not fail like a file", e);
    }
    return new Snapshot(
        engine.sequence(), engine.logTimeMicros(), engine.ruleVersion(), state.toByteArray());
  }

  private boolean isWritten(Snapshot snapshot) {
    try {
      store.write(snapshot);
      sequence = snapshot.sequence();
      health = Health.UP;
      log.info(
          "Snapshot at sequence {}: {} bytes, state {}",
          snapshot.sequence(),
          snapshot.state().length,
          SnapshotStore.hash(snapshot.state()));
      return true;
    } catch (IOException | RuntimeException e) {
      log.warn("The snapshot at sequence {} could not be written", snapshot.sequence(), e);
      health =
          Health.degraded(
              "The snapshot at sequence %d could not be written: %s. Trading goes on; a restart takes longer. Check the space and the disk."
                  .formatted(snapshot.sequence(), e.getMessage()));
      return false;
    }
  }
}
