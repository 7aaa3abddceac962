package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactSink;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogReader;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** An engine brought up from a snapshot and the log: at the start, or beside the live one. */
final class Replay implements AutoCloseable {
  private static final FactSink NOBODY = new FactSink() {};

  private final ExchangeEngine engine;
  private final LogReader reader;
  private final FactBuffer facts = new FactBuffer(1 << 16);
  private LogBatch waiting;

  private Replay(ExchangeEngine engine, LogReader reader) {
    this.engine = engine;
    this.reader = reader;
  }

  /**
   * Begins with the newest valid snapshot that is not above the sequence, or with nothing.
   *
   * @param archive asked only when the local segments do not go back far enough
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  static Replay from(
      SnapshotStore snapshots, SegmentSource local, Optional<SegmentSource> archive, long atMost)
      throws IOException {
    Optional<Snapshot> snapshot = snapshots.newest(atMost);
    ExchangeEngine engine = snapshot.isPresent() ? read(snapshot.get()) : new ExchangeEngine();
    long next = engine.sequence() + 1;
    SegmentSource segments =
        archive.isEmpty() || LogReader.reaches(local, next) ? local : local.orElse(archive.get());
    return new Replay(engine, new LogReader(segments, next));
  }

  private static ExchangeEngine read(Snapshot snapshot) throws IOException {
    ExchangeEngine engine;
    try {
      engine = ExchangeEngine.readState(new ByteArrayInputStream(snapshot.state()));
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.VERSION_TOO_OLD,
          "The snapshot at sequence %d is whole, but this version does not read its state: %s. Use the version that wrote it."
              .formatted(snapshot.sequence(), e.getMessage()),
          e);
    }
    if (engine.sequence() != snapshot.sequence()) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "The snapshot of sequence %d holds the state of sequence %d. Move this file away, and start from an older one."
              .formatted(snapshot.sequence(), engine.sequence()));
    }
    return engine;
  }

  ExchangeEngine engine() {
    return engine;
  }

  /** SHA-256 of the last batch that was read, which vouches for all before it. */
  byte[] logHash() {
    return reader.hash().clone();
  }

  /**
   * Executes the next batch of the log.
   *
   * @param limit batches that end above this sequence are left for later
   * @param wanted facts of commands up to this sequence are not wanted
   * @return false when there is none
   */
  boolean step(long limit, long wanted) throws IOException {
    if (waiting == null) {
      waiting = reader.next().orElse(null);
    }
    if (waiting == null || waiting.lastSequence() > limit) {
      return false;
    }
    LogBatch batch = waiting;
    waiting = null;
    facts.reset();
    execute(batch, batch.lastSequence() > wanted ? facts : NOBODY);
    return true;
  }

  /** The facts of the last step. */
  FactBatch facts(long firstSequence) {
    return new FactBatch(firstSequence, engine.sequence(), facts.copy());
  }

  private void execute(LogBatch batch, FactSink sink) {
    byte[] frames = batch.commands();
    int at = 0;
    while (at < frames.length) {
      if (Commands.sequence(frames, at) <= engine.sequence()) {
        at += Commands.length(frames, at);
        continue;
      }
      long sequence = engine.sequence() + 1;
      try {
        at = engine.execute(frames, at, sink);
      } catch (RuntimeException | Error e) {
        throw new Fault(
            ErrorCode.LOG_DAMAGED,
            "The engine failed at sequence %d (segment %d, offset %d) when the log was replayed: %s. Keep the data as it is and report this."
                .formatted(sequence, batch.segment(), batch.offset(), e),
            e);
      }
    }
    if (engine.sequence() != batch.lastSequence()) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "The batch in segment %d at offset %d ends with sequence %d, not %d as it says. Put this segment back, from the archive or a backup."
              .formatted(batch.segment(), batch.offset(), engine.sequence(), batch.lastSequence()));
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
