package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactSink;
import bourse.engine.NewerVersionNeeded;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogReader;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine brought up from a snapshot and the log: at the start, or beside the live one. */
final class Replay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final FactSink NOBODY = new FactSink() {};

  private final ExchangeEngine engine;
  private final LogReader reader;
  private final Quarantine quarantine;
  private final FactBuffer facts = new FactBuffer(1 << 16);
  private LogBatch waiting;
  private long failedAt;

  private Replay(ExchangeEngine engine, LogReader reader, Quarantine quarantine) {
    this.engine = engine;
    this.reader = reader;
    this.quarantine = quarantine;
  }

  /**
   * Begins with the newest valid snapshot that is not above the sequence, or with nothing.
   *
   * @param archive asked only when the local segments do not go back far enough
   * @param quarantine commands that are passed over
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD, RULES_TOO_NEW, QUARANTINE_INVALID
   */
  static Replay from(
      SnapshotStore snapshots,
      SegmentSource local,
      Optional<SegmentSource> archive,
      Quarantine quarantine,
      long atMost)
      throws IOException {
    return from(snapshots, local, archive, quarantine, atMost, ExchangeEngine.RULE_VERSION);
  }

  /**
   * The same, by a version that knows these rules and no newer ones. It passes over snapshots of
   * newer rules: older ones and the log say whether there is a way back.
   */
  static Replay from(
      SnapshotStore snapshots,
      SegmentSource local,
      Optional<SegmentSource> archive,
      Quarantine quarantine,
      long atMost,
      int knownRules)
      throws IOException {
    ExchangeEngine engine = new ExchangeEngine(knownRules);
    Optional<Snapshot> snapshot = snapshots.newest(atMost);
    while (snapshot.isPresent()) {
      if (snapshot.get().ruleVersion() <= knownRules) {
        engine = read(snapshot.get(), knownRules);
        quarantine.requireSame(engine.passedOver(), engine.sequence());
        break;
      }
      LOG.warn(
          "The snapshot at sequence {} is of rules {} and passed over: this version knows rules up to {}",
          snapshot.get().sequence(),
          snapshot.get().ruleVersion(),
          knownRules);
      snapshot = snapshots.newest(snapshot.get().sequence() - 1);
    }
    long next = engine.sequence() + 1;
    SegmentSource segments =
        archive.isEmpty() || LogReader.reaches(local, next) ? local : local.orElse(archive.get());
    return new Replay(engine, new LogReader(segments, next), quarantine);
  }

  private static ExchangeEngine read(Snapshot snapshot, int knownRules) throws IOException {
    ExchangeEngine engine;
    try {
      engine = ExchangeEngine.readState(new ByteArrayInputStream(snapshot.state()), knownRules);
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

  /** The way back from newer rules ended when something was logged by them. */
  static Fault rulesTooNew(int rules, int knownRules, long sequence) {
    return new Fault(
        ErrorCode.RULES_TOO_NEW,
        "The log goes on by rules %d after command %d, and this version knows rules up to %d. Start the newer version again, or restore the backup that was made before the upgrade; nothing was changed."
            .formatted(rules, sequence, knownRules));
  }

  ExchangeEngine engine() {
    return engine;
  }

  /** The command that the engine threw at; 0 for none. */
  long failedAt() {
    return failedAt;
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
    execute(batch, batch.lastSequence(), batch.lastSequence() > wanted ? facts : NOBODY);
    return true;
  }

  /**
   * The state after a command that the log holds, which may be in the midst of a batch. Nothing may
   * be asked of this replay afterwards.
   */
  StateHash stateAt(long sequence) throws IOException {
    while (engine.sequence() < sequence) {
      LogBatch batch =
          reader
              .next()
              .orElseThrow(() ->
                  new Fault(
                      ErrorCode.LOG_DAMAGED,
                      "The log ends with command %d, before %d."
                          .formatted(engine.sequence(), sequence)));
      execute(batch, Math.min(sequence, batch.lastSequence()), NOBODY);
    }
    return new StateHash(engine.sequence(), engine.stateHash());
  }

  /** The facts of the last step. */
  FactBatch facts(long firstSequence) {
    return new FactBatch(firstSequence, engine.sequence(), facts.copy());
  }

  private void execute(LogBatch batch, long last, FactSink sink) {
    byte[] frames = batch.commands();
    boolean isWhole = last == batch.lastSequence();
    int at = 0;
    while (at < frames.length && (isWhole || engine.sequence() < last)) {
      if (Commands.sequence(frames, at) <= engine.sequence()) {
        at += Commands.length(frames, at);
        continue;
      }
      long sequence = engine.sequence() + 1;
      if (quarantine.holds(sequence, frames, at, Commands.length(frames, at))) {
        at = engine.passOver(frames, at, sink);
        continue;
      }
      try {
        at = engine.execute(frames, at, sink);
      } catch (NewerVersionNeeded e) {
        throw rulesTooNew(engine.ruleVersion(), engine.knownRules(), engine.sequence());
      } catch (RuntimeException | Error e) {
        failedAt = sequence;
        throw new Fault(
            ErrorCode.ENGINE_FAILED,
            "The engine failed at sequence %d (segment %d, offset %d) when the log was replayed: %s. Keep a copy of the data and report this; bourse log quarantine --sequence %d lets the exchange go on without this command."
                .formatted(sequence, batch.segment(), batch.offset(), e, sequence),
            e);
      }
    }
    if (engine.sequence() != last) {
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
