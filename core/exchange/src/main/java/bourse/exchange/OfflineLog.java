package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.Commands;
import bourse.engine.FactSink;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogDirectory;
import bourse.platform.log.LogReader;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads command log and snapshots without an exchange, also beside one that is running: to show the
 * commands, to tell the facts again, to prove the log. Never writes.
 */
public final class OfflineLog {
  private static final long FLUSH_BYTES = 1 << 20;

  private final SegmentSource segments;
  private final SnapshotStore snapshots;
  private final Quarantine quarantine;

  /** A log of which nothing is quarantined. */
  public OfflineLog(SegmentSource segments, SnapshotStore snapshots) {
    this(segments, snapshots, Quarantine.NONE);
  }

  /**
   * @param segments the log's directory, the archive, or one behind the other
   * @param snapshots where to begin when only late facts are wanted
   * @param quarantine commands that are passed over
   */
  public OfflineLog(SegmentSource segments, SnapshotStore snapshots, Quarantine quarantine) {
    this.segments = segments;
    this.snapshots = snapshots;
    this.quarantine = quarantine;
  }

  /** The log and snapshots in a directory as {@link ExchangeStorage#files} lays it out. */
  public static OfflineLog in(Path directory) {
    return in(directory, Optional.empty());
  }

  /** The same, with what only the archive has. */
  public static OfflineLog in(Path directory, Optional<ArchivedSegments> archive) {
    LogDirectory log = FileLogDirectory.openReadOnly(directory.resolve("log"));
    LogDirectory snapshots = FileLogDirectory.openReadOnly(directory.resolve("snapshots"));
    SegmentSource local = new LocalSegments(log);
    return new OfflineLog(
        archive.isPresent() ? local.orElse(archive.get()) : local, new SnapshotStore(snapshots, 1));
  }

  /** Sees one command. */
  @FunctionalInterface
  public interface CommandVisitor {
    /**
     * @param frames holds the frame at {@code offset}; read it with {@link Commands}
     */
    void command(byte[] frames, int offset);
  }

  /**
   * Shows the commands from a sequence to the end.
   *
   * @return the sequence of the next command, to go on with later
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public long commands(long from, CommandVisitor visitor) throws IOException {
    try (LogReader reader = new LogReader(segments, from)) {
      for (Optional<LogBatch> next = reader.next(); next.isPresent(); next = reader.next()) {
        byte[] frames = next.get().commands();
        for (int at = 0; at < frames.length; at += Commands.length(frames, at)) {
          if (Commands.sequence(frames, at) >= from) {
            visitor.command(frames, at);
          }
        }
      }
      return reader.nextSequence();
    }
  }

  /** Where a command stands and what it is; empty when the log does not reach so far. */
  Optional<LogInspection.Command> command(long sequence) throws IOException {
    try (LogReader reader = new LogReader(segments, sequence)) {
      Optional<LogBatch> batch = reader.next();
      if (batch.isEmpty()) {
        return Optional.empty();
      }
      byte[] frames = batch.get().commands();
      int at = 0;
      while (Commands.sequence(frames, at) < sequence) {
        at += Commands.length(frames, at);
      }
      int length = Commands.length(frames, at);
      return Optional.of(
          new LogInspection.Command(
              sequence,
              batch.get().segment(),
              batch.get().offset(),
              Commands.typeName(Commands.type(frames, at)),
              Commands.logTimeMicros(frames, at),
              length,
              SnapshotStore.hash(Arrays.copyOfRange(frames, at, at + length))));
    }
  }

  /**
   * Tells the facts of the commands after a sequence, computed again by an engine of its own.
   *
   * @return the last sequence
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public long facts(long after, FactSink sink) throws IOException {
    try (Replay replay = Replay.from(snapshots, segments, Optional.empty(), quarantine, after)) {
      long first = replay.engine().sequence() + 1;
      while (replay.step(Long.MAX_VALUE, after)) {
        if (replay.engine().sequence() > after) {
          replay.facts(first).readAfter(after, sink);
        }
        first = replay.engine().sequence() + 1;
      }
      return replay.engine().sequence();
    }
  }

  /**
   * Tells the facts that describe the state at the end of the log: assets, symbols, resting orders
   * in priority order, balances.
   *
   * @return the last sequence
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public long describe(FactSink sink) throws IOException {
    try (Replay replay =
        Replay.from(snapshots, segments, Optional.empty(), quarantine, Long.MAX_VALUE)) {
      boolean more;
      do {
        more = replay.step(Long.MAX_VALUE, Long.MAX_VALUE);
      } while (more);
      replay.engine().describe(sink);
      return replay.engine().sequence();
    }
  }

  /**
   * Tells a consumer everything after its position, and has it flush now and then.
   *
   * @param flushed told of each sequence that was flushed
   * @return the last sequence
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public long deliver(FactStream.Consumer consumer, LongConsumer flushed) throws Exception {
    consumer.restart();
    long position = consumer.position();
    try (Replay replay = Replay.from(snapshots, segments, Optional.empty(), quarantine, position)) {
      long first = replay.engine().sequence() + 1;
      long bytes = 0;
      while (replay.step(Long.MAX_VALUE, position)) {
        if (replay.engine().sequence() > position) {
          FactBatch batch = replay.facts(first);
          batch.readAfter(position, consumer.sink());
          bytes += batch.records().length;
        }
        first = replay.engine().sequence() + 1;
        if (bytes > FLUSH_BYTES) {
          consumer.flush(replay.engine().sequence());
          flushed.accept(replay.engine().sequence());
          bytes = 0;
        }
      }
      if (bytes > 0) {
        consumer.flush(replay.engine().sequence());
        flushed.accept(replay.engine().sequence());
      }
      return replay.engine().sequence();
    }
  }

  /**
   * What a record that quarantines the command would say.
   *
   * @throws Fault NOT_FOUND when the log does not hold it, NOT_POISONOUS when the engine executes
   *     it, ENGINE_FAILED when it fails at one before
   */
  public Quarantine.Entry poison(long sequence, String reason, String by, Instant at)
      throws IOException {
    LogInspection.Command command =
        command(sequence)
            .orElseThrow(
                () -> new Fault(ErrorCode.NOT_FOUND, "The log holds no command " + sequence));
    Replay replay = Replay.from(snapshots, segments, Optional.empty(), quarantine, sequence - 1);
    try (replay) {
      boolean more;
      do {
        more = replay.step(Long.MAX_VALUE, Long.MAX_VALUE);
      } while (more && replay.engine().sequence() < sequence);
    } catch (Fault e) {
      if (replay.failedAt() == sequence) {
        return new Quarantine.Entry(sequence, command.sha256(), reason, by, at);
      }
      if (replay.failedAt() < sequence) {
        throw e;
      }
    }
    throw new Fault(
        ErrorCode.NOT_POISONOUS,
        "The engine executes command %d, so it can't be quarantined; nothing was changed"
            .formatted(sequence));
  }

  /** The valid snapshots, newest first. */
  List<Snapshot> snapshots() throws IOException {
    List<Snapshot> valid = new ArrayList<>();
    Optional<Snapshot> next = snapshots.newest(Long.MAX_VALUE);
    while (next.isPresent()) {
      valid.add(next.get());
      next = snapshots.newest(next.get().sequence() - 1);
    }
    return valid;
  }

  /** An engine at the beginning of the log. */
  Replay replayFromNothing() throws IOException {
    return Replay.from(snapshots, segments, Optional.empty(), quarantine, -1);
  }

  /**
   * Executes the whole log from its first command, without any snapshot, and checks every batch on
   * the way.
   *
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public StateHash prove() throws IOException {
    try (Replay replay = replayFromNothing()) {
      boolean more;
      do {
        more = replay.step(Long.MAX_VALUE, Long.MAX_VALUE);
      } while (more);
      return new StateHash(replay.engine().sequence(), replay.engine().stateHash());
    }
  }
}
