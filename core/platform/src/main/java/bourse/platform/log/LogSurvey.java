package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Walks through a whole log, checks every batch of it, and says what is there. Damage is a part of
 * the answer, not a fault. Never writes; also beside a server that writes.
 */
public final class LogSurvey {
  /** A batch that is half there may be one that is being written: it is looked at again. */
  private static final int LOOKS = 5;

  private static final long PAUSE_MILLIS = 40;

  /**
   * One file of the log.
   *
   * @param isLocal whether it is on the local disk
   * @param isArchived whether the archive has a copy
   * @param firstSequence of its first command
   * @param lastSequence of its last command that is whole; below {@code firstSequence} for none
   * @param bytes up to the end of its last whole batch
   */
  public record Segment(
      long id,
      boolean isLocal,
      boolean isArchived,
      long firstSequence,
      long lastSequence,
      long batches,
      long bytes) {}

  /** How the log ends. */
  public enum End {
    /** There is no log. */
    EMPTY,
    /** With the mark of a clean stop. */
    CLEAN_STOP,
    /** With a whole batch: its server runs, or was killed. */
    WHOLE_BATCH,
    /** With a batch that is not whole, which a crash may leave; the next start cuts it. */
    UNFINISHED_BATCH,
    /** It can't be told, because of the damage before. */
    UNKNOWN
  }

  /**
   * Something that no crash leaves.
   *
   * @param segment its file
   * @param offset in the file
   * @param sequence of the first command that is not there whole
   * @param what a sentence, with the place and the remedy
   */
  public record Damage(String segment, long offset, long sequence, String what) {}

  /**
   * What was found.
   *
   * @param lastSequence of the last command that is whole
   * @param durableSequence the last command that the log itself says was durable: what stands at or
   *     below was forced before something else was written
   * @param hash SHA-256 of the last whole batch, which vouches for all before it; hex
   * @param damage the first one
   */
  public record Result(
      List<Segment> segments,
      long lastSequence,
      long durableSequence,
      String hash,
      End end,
      Optional<Damage> damage) {}

  /** Sees each whole batch, in order. */
  @FunctionalInterface
  public interface Visitor {
    /** What is wrong with the commands of the batch, as a sentence; empty for nothing. */
    Optional<String> batch(LogBatch batch) throws IOException;
  }

  private final LogDirectory directory;
  private final Optional<ArchivedSegments> archive;
  private final List<Segment> segments = new ArrayList<>();
  private NavigableSet<Long> local = new TreeSet<>();
  private NavigableSet<Long> archived = new TreeSet<>();
  private long durableSequence;

  /** The segment in hand. */
  private long id;

  private long firstSequence;
  private long lastSequence;
  private long batches;
  private long bytes;

  private LogSurvey(LogDirectory directory, Optional<ArchivedSegments> archive) {
    this.directory = directory;
    this.archive = archive;
  }

  /**
   * Walks from the first segment that is there to the end.
   *
   * @param watermark the highest sequence known to have been acknowledged, 0 for none; a log that
   *     ends below is damaged
   */
  public static Result run(
      LogDirectory directory, Optional<ArchivedSegments> archive, long watermark, Visitor visitor)
      throws IOException {
    return new LogSurvey(directory, archive).survey(watermark, visitor);
  }

  private Result survey(long watermark, Visitor visitor) throws IOException {
    local = new LocalSegments(directory).segments();
    archived = archive.isPresent() ? archive.get().segments() : new TreeSet<>();
    NavigableSet<Long> all = new TreeSet<>(local);
    all.addAll(archived);
    if (all.isEmpty()) {
      return empty(watermark);
    }
    try (LogReader reader = reader()) {
      try {
        reader.begin(all.first());
        Optional<Damage> damage = walk(reader, visitor);
        End end = damage.isPresent() ? End.UNKNOWN : end(reader);
        if (damage.isEmpty()) {
          damage = damageAtEnd(reader, end, watermark);
        }
        return result(reader, end, damage);
      } catch (Fault e) {
        if (e.code() != ErrorCode.LOG_DAMAGED) {
          throw e;
        }
        return result(reader, End.UNKNOWN, Optional.of(damage(reader, e.getMessage())));
      }
    }
  }

  private LogReader reader() {
    LocalSegments here = new LocalSegments(directory);
    return new LogReader(archive.isPresent() ? here.orElse(archive.get()) : here, 1);
  }

  private Result empty(long watermark) {
    Optional<Damage> damage =
        watermark == 0
            ? Optional.empty()
            : Optional.of(
                new Damage(
                    LocalSegments.name(1),
                    0,
                    1,
                    "%s holds no command log, but sequence %d was acknowledged. Put the log back, from the archive or a backup."
                        .formatted(directory.description(), watermark)));
    return new Result(List.of(), 0, 0, "", End.EMPTY, damage);
  }

  private Optional<Damage> walk(LogReader reader, Visitor visitor) throws IOException {
    enter(reader);
    for (Optional<LogBatch> next = next(reader); next.isPresent(); next = next(reader)) {
      LogBatch batch = next.get();
      if (batch.segment() != id) {
        leave();
        enter(reader, batch);
      }
      batches++;
      lastSequence = batch.lastSequence();
      bytes = batch.end();
      durableSequence = batch.durableSequence();
      Optional<String> wrong = visitor.batch(batch);
      if (wrong.isPresent()) {
        return Optional.of(
            new Damage(LocalSegments.name(id), batch.offset(), batch.firstSequence(), wrong.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * A batch that is not whole is looked at again: it may be on its way. One with a batch behind it
   * has arrived, so one more look tells.
   */
  private static Optional<LogBatch> next(LogReader reader) throws IOException {
    Optional<LogBatch> next = reader.next();
    for (int look = 1; look < LOOKS && next.isEmpty() && isUnfinished(reader); look++) {
      if (reader.batchBehind()) {
        return reader.next();
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return next;
      }
      next = reader.next();
    }
    return next;
  }

  private static boolean isUnfinished(LogReader reader) throws IOException {
    return !reader.cleanStop() && reader.anythingBehind();
  }

  private End end(LogReader reader) throws IOException {
    if (reader.cleanStop()) {
      durableSequence = lastSequence;
      return End.CLEAN_STOP;
    }
    return isUnfinished(reader) ? End.UNFINISHED_BATCH : End.WHOLE_BATCH;
  }

  private Optional<Damage> damageAtEnd(LogReader reader, End end, long watermark)
      throws IOException {
    try {
      FileCommandLog.requireWhole(reader, end == End.UNFINISHED_BATCH, watermark);
      return Optional.empty();
    } catch (Fault e) {
      return Optional.of(damage(reader, e.getMessage()));
    }
  }

  private Damage damage(LogReader reader, String what) {
    long segment = reader.segment();
    boolean replaceable = local.contains(segment) && archived.contains(segment);
    return new Damage(
        LocalSegments.name(segment),
        reader.offset(),
        reader.nextSequence(),
        replaceable
            ? what + " The archive has a copy: move the local file away and it is read instead."
            : what);
  }

  private void enter(LogReader reader) {
    id = reader.segment();
    firstSequence = reader.nextSequence();
    begin();
  }

  private void enter(LogReader reader, LogBatch batch) {
    id = reader.segment();
    firstSequence = batch.firstSequence();
    begin();
  }

  private void begin() {
    lastSequence = firstSequence - 1;
    batches = 0;
    bytes = BatchFormat.SECTOR;
  }

  private void leave() {
    segments.add(
        new Segment(
            id,
            local.contains(id),
            archived.contains(id),
            firstSequence,
            lastSequence,
            batches,
            bytes));
  }

  private Result result(LogReader reader, End end, Optional<Damage> damage) {
    if (reader.segment() != 0) {
      leave();
      if (reader.segment() != id) {
        // The last one holds no batch yet.
        enter(reader);
        leave();
      }
    }
    return new Result(
        List.copyOf(segments),
        Math.max(0, reader.nextSequence() - 1),
        durableSequence,
        HexFormat.of().formatHex(reader.hash()),
        end,
        damage);
  }

  /**
   * Compares the archive with what was recorded when its copies were made.
   *
   * @return what differs, as sentences; empty when all is right
   */
  public static List<String> archiveDifferences(LogDirectory directory, ArchivedSegments archive)
      throws IOException {
    List<String> differences = new ArrayList<>();
    for (String name : directory.names()) {
      if (name.matches("\\d{12}\\" + ArchiveRecord.SUFFIX)) {
        long segment = Long.parseLong(name.substring(0, 12));
        archive
            .difference(segment, ArchiveRecord.read(directory, segment))
            .ifPresent(differences::add);
      }
    }
    return differences;
  }
}
