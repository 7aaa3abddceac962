package bourse.exchange;

import bourse.domain.Fault;
import bourse.engine.Commands;
import bourse.engine.FactSink;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogDirectory;
import bourse.platform.log.LogReader;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads command log and snapshots without an exchange, also beside one that is running: to show the
 * commands, to tell the facts again, to prove the log. Never writes.
 */
public final class OfflineLog {
  private final SegmentSource segments;
  private final SnapshotStore snapshots;

  /**
   * @param segments the log's directory, the archive, or one behind the other
   * @param snapshots where to begin when only late facts are wanted
   */
  public OfflineLog(SegmentSource segments, SnapshotStore snapshots) {
    this.segments = segments;
    this.snapshots = snapshots;
  }

  /** The log and snapshots in a directory as {@link ExchangeStorage#files} lays it out. */
  public static OfflineLog in(Path directory) {
    LogDirectory log = FileLogDirectory.openReadOnly(directory.resolve("log"));
    LogDirectory snapshots = FileLogDirectory.openReadOnly(directory.resolve("snapshots"));
    return new OfflineLog(new LocalSegments(log), new SnapshotStore(snapshots, 1));
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

  /**
   * Tells the facts of the commands after a sequence, computed again by an engine of its own.
   *
   * @return the last sequence
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public long facts(long after, FactSink sink) throws IOException {
    try (Replay replay = Replay.from(snapshots, segments, Optional.empty(), after)) {
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
    try (Replay replay = Replay.from(snapshots, segments, Optional.empty(), Long.MAX_VALUE)) {
      boolean more;
      do {
        more = replay.step(Long.MAX_VALUE, Long.MAX_VALUE);
      } while (more);
      replay.engine().describe(sink);
      return replay.engine().sequence();
    }
  }

  /**
   * Executes the whole log from its first command, without any snapshot, and checks every batch on
   * the way.
   *
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD
   */
  public StateHash prove() throws IOException {
    try (Replay replay = Replay.from(snapshots, segments, Optional.empty(), -1)) {
      boolean more;
      do {
        more = replay.step(Long.MAX_VALUE, Long.MAX_VALUE);
      } while (more);
      return new StateHash(replay.engine().sequence(), replay.engine().stateHash());
    }
  }
}
