package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.Background;
import bourse.platform.service.OutOfSpace;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command log on files: what {@link #append} returned from survives a power cut. The next
 * segment is allocated ahead, so an append only writes into space that is there and forces it once.
 *
 * <p>{@code open}, {@code append} and {@code close} belong to one thread; the rest is for any.
 */
public final class FileCommandLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileCommandLog.class);
  private static final String SPARE = "spare";
  private static final String REWRITTEN = "rewritten";

  /** How long a refusal for want of space stands before the disk is asked again. */
  private static final long RETRY_NANOS = 300_000_000;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  static {
    // A process without file descriptors can't load what tells so, unless it did before.
    hasNoRoom(new IOException());
  }

  private final LogDirectory directory;
  private final LocalSegments segments;
  private final LogSettings settings;
  private final WallClock clock;
  private final Background background;
  private final ByteBuffer buffer;

  private LogChannel channel;
  private long capacity;
  private volatile long segment;
  private long offset;
  private volatile long lastSequence;
  private byte[] lastHash;
  private volatile FutureTask<LogChannel> spare;
  private volatile Fault noSpace;
  private long noSpaceNanos;
  private boolean failed;

  private FileCommandLog(
      LogDirectory directory, LogSettings settings, WallClock clock, Background background) {
    this.directory = directory;
    this.segments = new LocalSegments(directory);
    this.settings = settings;
    this.clock = clock;
    this.background = background;
    this.buffer =
        ByteBuffer.allocateDirect((int) BatchFormat.sizeOnDisk(settings.maxBatchBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens the log, and mends what a crash may leave. A last batch of which nothing proves that it
   * is on the disk (it may be in the page cache only) is written again, to new space, and forced;
   * an invalid last batch is cut when no watermark reaches it.
   *
   * @param watermark the highest sequence known to have been acknowledged: by SQL, snapshots,
   *     published facts; 0 for none
   * @throws Fault LOG_DAMAGED, NO_SPACE, VERSION_TOO_OLD
   */
  public static FileCommandLog open(LogDirectory directory, LogSettings settings, long watermark)
      throws IOException {
    return open(directory, settings, watermark, WallClock.system(), Background.THREADS);
  }

  /**
   * As above.
   *
   * @param background where the next segment is allocated
   */
  public static FileCommandLog open(
      LogDirectory directory,
      LogSettings settings,
      long watermark,
      WallClock clock,
      Background background)
      throws IOException {
    FileCommandLog opened = new FileCommandLog(directory, settings, clock, background);
    opened.recover(watermark);
    return opened;
  }

  /** The sequence of the last durable command; 0 when there is none. */
  public long lastSequence() {
    return lastSequence;
  }

  /** The segment being written. All with a lower id are sealed: they never change again. */
  public long segment() {
    return segment;
  }

  /** The segments in the directory, for reading. */
  public SegmentSource segments() {
    return segments;
  }

  /**
   * Makes commands durable: one write, one force.
   *
   * @param frames holds the frames, one behind the other
   * @param firstSequence one above {@link #lastSequence()}
   * @throws Fault NO_SPACE when there is no room; nothing was written and it may be tried again
   * @throws IOException when the disk fails: whether the commands are durable is not known, and the
   *     log takes nothing more until it is opened again
   */
  public void append(byte[] frames, int from, int length, long firstSequence, int count)
      throws IOException {
    if (failed) {
      throw new IOException("The command log failed before");
    }
    if (firstSequence != lastSequence + 1 || count < 1) {
      throw new IllegalArgumentException(
          "Sequence %d with %d commands does not follow %d"
              .formatted(firstSequence, count, lastSequence));
    }
    if (offset + BatchFormat.sizeOnDisk(length) > capacity) {
      goOnInNextSegment();
    }
    byte[] hash =
        BatchFormat.encode(
            buffer,
            segment,
            offset,
            firstSequence,
            count,
            lastSequence,
            lastHash,
            frames,
            from,
            length);
    write();
    force();
    offset += BatchFormat.sizeOnDisk(length);
    lastHash = hash;
    lastSequence = firstSequence + count - 1;
    if (spare == null && offset > capacity / 2) {
      allocateSpare();
    }
  }

  /**
   * Whether the next segment could not be allocated: orders go on until the present one is full.
   */
  public boolean lacksSpace() {
    FutureTask<LogChannel> ahead = spare;
    return noSpace != null || (ahead != null && ahead.state() == Future.State.FAILED);
  }

  /** Marks a clean stop, so that the next start has nothing to mend, and closes. */
  @Override
  public void close() throws IOException {
    try {
      if (!failed && channel != null && offset + BatchFormat.SECTOR <= capacity) {
        BatchFormat.encode(
            buffer,
            segment,
            offset,
            lastSequence + 1,
            0,
            lastSequence,
            lastHash,
            new byte[0],
            0,
            0);
        write();
        force();
      }
    } finally {
      failed = true;
      if (channel != null) {
        channel.close();
      }
      closeSpare();
    }
  }

  private void write() throws IOException {
    try {
      channel.write(buffer, offset);
    } catch (IOException e) {
      if (hasNoRoom(e)) {
        throw noRoom(e);
      }
      failed = true;
      throw e;
    }
  }

  /** Also for the files of this process: opening the next one fails before anything is written. */
  private static boolean hasNoRoom(IOException e) {
    return OutOfSpace.is(e) || String.valueOf(e.getMessage()).contains("Too many open files");
  }

  private void force() throws IOException {
    try {
      channel.force(false);
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private void goOnInNextSegment() throws IOException {
    LogChannel next = takeSpare();
    try {
      startSegment(next, segment + 1);
    } catch (IOException e) {
      failed = true;
      next.close();
      throw e;
    }
  }

  private void startSegment(LogChannel next, long id) throws IOException {
    next.write(
        BatchFormat.encodeSegmentHeader(
            new BatchFormat.SegmentHeader(id, lastSequence + 1, lastHash)),
        0);
    next.force(true);
    directory.rename(SPARE, LocalSegments.name(id));
    directory.force();
    if (channel != null) {
      channel.close();
    }
    channel = next;
    capacity = next.size();
    offset = BatchFormat.SECTOR;
    segment = id;
  }

  private void allocateSpare() {
    allocateSpare(FIRST_PAUSE);
  }

  private synchronized void allocateSpare(Duration pause) {
    FutureTask<LogChannel> task =
        new FutureTask<>(() -> directory.create(SPARE, settings.segmentBytes()));
    spare = task;
    background.start("log-allocate", () -> allocate(task, pause));
  }

  /**
   * Tries again without waiting for an append, so that health tells when there is room again; ever
   * more seldom, since each try takes what room is left for a moment.
   */
  private void allocate(FutureTask<LogChannel> task, Duration pause) {
    try {
      allocated(task);
      noSpace = null;
    } catch (ExecutionException e) {
      background.start(
          "log-allocate", pause, () -> allocateUnlessTaken(task, pause.multipliedBy(2)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void allocateUnlessTaken(FutureTask<LogChannel> failed, Duration pause) {
    if (failed.equals(spare)) {
      allocateSpare(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
  }

  /** Does it here when nobody has begun. */
  private static LogChannel allocated(FutureTask<LogChannel> task)
      throws ExecutionException, InterruptedException {
    task.run();
    return task.get();
  }

  /** Waits for the spare segment; one that failed is tried once more. */
  private LogChannel takeSpare() throws IOException {
    Fault lately = noSpace;
    if (lately != null && clock.nanos() - noSpaceNanos < RETRY_NANOS) {
      throw lately;
    }
    FutureTask<LogChannel> taken;
    synchronized (this) {
      if (spare == null || spare.state() == Future.State.FAILED) {
        allocateSpare();
      }
      taken = spare;
    }
    try {
      LogChannel next = allocated(taken);
      spare = null;
      noSpace = null;
      return next;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause && hasNoRoom(cause)) {
        Fault fault = noRoom(cause);
        noSpace = fault;
        noSpaceNanos = clock.nanos();
        throw fault;
      }
      failed = true;
      throw new IOException("Allocating a segment failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      failed = true;
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for a segment", e);
    }
  }

  /** The spare is only zeros: the next open deletes it. */
  private void closeSpare() throws IOException {
    FutureTask<LogChannel> ahead;
    synchronized (this) {
      ahead = spare;
      spare = null;
    }
    if (ahead == null) {
      return;
    }
    try {
      allocated(ahead).close();
    } catch (ExecutionException e) {
      log.info("There was no room for a next segment: {}", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void recover(long watermark) throws IOException {
    directory.delete(SPARE);
    directory.delete(REWRITTEN);
    NavigableSet<Long> ids = segments.segments();
    if (ids.isEmpty()) {
      startNew(watermark);
      return;
    }
    // With the one before it, so that the chain is checked across; it may be in the archive alone.
    long first = ids.contains(ids.last() - 1) ? ids.last() - 1 : ids.last();
    try (LogReader reader = LogReader.ofSegment(segments, first)) {
      recoverTail(reader, watermark);
    }
  }

  private void startNew(long watermark) throws IOException {
    if (watermark > 0) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "%s holds no command log, but sequence %d was acknowledged. Put the log back, from the archive or a backup."
              .formatted(directory.description(), watermark));
    }
    lastHash = new byte[BatchFormat.HASH];
    startSegment(takeSpare(), 1);
  }

  private void recoverTail(LogReader reader, long watermark) throws IOException {
    LogBatch last = null;
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      last = next.get();
    }
    segment = reader.segment();
    offset = reader.offset();
    lastHash = reader.hash();
    lastSequence = reader.nextSequence() - 1;
    boolean anyInLast = last != null && last.segment() == segment;
    boolean torn = !reader.cleanStop() && reader.anythingBehind();
    requireWhole(reader, torn, watermark);
    if (torn) {
      log.warn(
          "{}",
          reader.place(
              "an unfinished batch was cut; it was never acknowledged. The log ends with sequence "
                  + lastSequence));
    }
    if (torn || (anyInLast && !reader.cleanStop())) {
      rewriteLastSegment();
    } else {
      channel = directory.open(LocalSegments.name(segment), LogDirectory.Access.READ_WRITE);
      capacity = channel.size();
      directory.force();
    }
  }

  /** Refuses an end that no crash leaves. */
  static void requireWhole(LogReader reader, boolean torn, long watermark) throws IOException {
    if (torn && reader.batchBehind()) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          reader.place(
              "the batch here is damaged, and whole ones follow it. Put this segment back, from the"
                  + " archive or a backup."));
    }
    if (reader.nextSequence() <= watermark) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          reader.place(
              "the log ends here%s, but sequence %d was acknowledged. Put this segment back, from the archive or a backup."
                  .formatted(torn ? " with a damaged batch" : "", watermark)));
    }
  }

  /**
   * Copies what is whole to new space, forces it, and puts it in the old one's place. What was read
   * just now may have come from the page cache of a crashed process, and never have reached the
   * disk; no force of the old file would say so.
   */
  private void rewriteLastSegment() throws IOException {
    String name = LocalSegments.name(segment);
    capacity = Math.max(settings.segmentBytes(), offset);
    LogChannel copy = createCopy();
    try (LogChannel old = directory.open(name, LogDirectory.Access.READ)) {
      ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
      for (long at = 0; at < offset; at += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), offset - at));
        if (old.read(piece, at) == 0) {
          break; // it ends in the zeros behind its last batch, which the copy has already
        }
        copy.write(piece.flip(), at);
      }
      copy.force(true);
      directory.rename(REWRITTEN, name);
      directory.force();
      channel = copy;
    } finally {
      if (channel == null) {
        copy.close();
      }
    }
  }

  private LogChannel createCopy() throws IOException {
    try {
      return directory.create(REWRITTEN, capacity);
    } catch (IOException e) {
      if (hasNoRoom(e)) {
        throw noRoom(e);
      }
      throw e;
    }
  }

  private Fault noRoom(IOException cause) {
    return new Fault(
        ErrorCode.NO_SPACE,
        "There is no room for the command log in %s; nothing happened. Free space there, and orders are taken again without a restart."
            .formatted(directory.description()),
        cause);
  }
}
