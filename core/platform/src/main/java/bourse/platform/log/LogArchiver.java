package bourse.platform.log;

import bourse.domain.Fault;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Health;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies sealed segments to the object store, reads each copy back and compares it, and only then,
 * and only below the oldest kept snapshot, deletes the local file. What was archived stands in a
 * small file beside the segment, such as {@code 000000000001.archived}: SHA-256 of the segment's
 * bytes, their number, first and last sequence.
 *
 * <p>Trading never waits for it: when the object store is down, segments stay on the local disk,
 * health says so, and it tries again.
 */
public final class LogArchiver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogArchiver.class);
  private static final String TEMPORARY = "archived-being-written";
  private static final String QUARANTINE = ".quarantine";

  private final LogDirectory directory;
  private final LocalSegments segments;
  private final SnapshotStore snapshots;
  private final ObjectStore objects;
  private final LongSupplier openSegment;
  private final Duration interval;
  private final Semaphore wake = new Semaphore(0);

  private volatile Health health = Health.UP;
  private volatile long archived;
  private volatile boolean stopping;
  private Thread thread;

  /**
   * @param openSegment the segment being written; lower ones are sealed
   * @param interval how often to look for something to do, and to try again after a failure
   */
  public LogArchiver(
      LogDirectory directory,
      SnapshotStore snapshots,
      ObjectStore objects,
      LongSupplier openSegment,
      Duration interval) {
    this.directory = directory;
    this.segments = new LocalSegments(directory);
    this.snapshots = snapshots;
    this.objects = objects;
    this.openSegment = openSegment;
    this.interval = interval;
  }

  public void start() {
    thread = Thread.ofPlatform().name("log-archive").daemon().start(this::run);
  }

  /** Looks now, not at the next interval. */
  public void wake() {
    wake.release();
  }

  public Health health() {
    return health;
  }

  /** How many segments have a verified copy, by the records in the directory. */
  public long archived() {
    return archived;
  }

  /** Stops after the segment in hand. */
  @Override
  public void close() {
    stopping = true;
    wake();
    if (thread == null) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopping) {
      look();
      awaitNext();
    }
  }

  /** Does what there is to do, on the caller's thread. */
  public void look() {
    try {
      archiveRecords(directory, objects);
      archiveSealed();
      deleteArchived();
      health = Health.UP;
    } catch (IOException | RuntimeException e) {
      if (health.state() == Health.State.UP) {
        log.warn("Archiving the command log failed, and is tried again every {}", interval, e);
      }
      health =
          Health.degraded(
              "Sealed log segments can't be archived: %s. Trading goes on and the segments stay on the local disk; check the object store."
                  .formatted(e instanceof Fault ? e.getMessage() : e.toString()));
    }
  }

  private void awaitNext() {
    try {
      if (wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  /** Copies the records that say which commands are quarantined, as {@code log/….quarantine}. */
  public static void archiveRecords(LogDirectory directory, ObjectStore objects)
      throws IOException {
    for (String name : directory.names()) {
      if (name.endsWith(QUARANTINE)) {
        String key = ArchivedSegments.PREFIX + name;
        byte[] content;
        try (LogChannel channel = directory.open(name, LogDirectory.Access.READ)) {
          content = new byte[(int) channel.size()];
          channel.read(ByteBuffer.wrap(content), 0);
        }
        Optional<byte[]> there = objects.get(key);
        if (there.isEmpty()) {
          objects.put(key, content);
          there = objects.get(key);
        }
        if (!Arrays.equals(content, there.orElse(null))) {
          throw new IOException(key + " in the object store is not what stands beside the log");
        }
      }
    }
  }

  private void archiveSealed() throws IOException {
    List<String> names = directory.names();
    long done = names.stream().filter(name -> name.endsWith(ArchiveRecord.SUFFIX)).count();
    archived = done;
    for (long segment : segments.segments().headSet(openSegment.getAsLong())) {
      if (stopping) {
        return;
      }
      if (!names.contains(ArchiveRecord.name(segment))) {
        archive(segment);
        archived = ++done;
      }
    }
  }

  private void archive(long segment) throws IOException {
    Sealed sealed = readWhole(segment);
    String key = ArchivedSegments.key(segment);
    Optional<byte[]> there = objects.get(key);
    if (there.isPresent() && !holds(there.get(), sealed)) {
      throw new IOException(
          key + " in the object store holds something else, and is left alone: use another bucket");
    }
    if (there.isEmpty()) {
      objects.put(key, pack(sealed.content));
      verify(key, sealed);
    }
    writeRecord(segment, sealed);
    log.info(
        "Archived segment {} (sequences {} to {}) as {}",
        segment,
        sealed.firstSequence,
        sealed.lastSequence,
        key);
  }

  private void verify(String key, Sealed sealed) throws IOException {
    byte[] copy =
        objects.get(key).orElseThrow(() -> new IOException(key + " is not there after its put"));
    if (!holds(copy, sealed)) {
      throw new IOException(key + " read back differs from what was put");
    }
  }

  private static boolean holds(byte[] packed, Sealed sealed) throws IOException {
    try {
      return Arrays.equals(ArchivedSegments.unpack(packed), sealed.content);
    } catch (ZipException | EOFException e) {
      return false; // not even packed as ours are
    }
  }

  /** Also checks every batch: damage must not be archived in place of a good copy. */
  private Sealed readWhole(long segment) throws IOException {
    long end;
    long first;
    long last;
    try (LogReader reader = LogReader.ofSegment(segments, segment)) {
      first = reader.nextSequence();
      end = reader.offset();
      last = first - 1;
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get().segment() != segment) {
          break;
        }
        end = next.get().end();
        last = next.get().lastSequence();
      }
    }
    byte[] content = new byte[(int) end];
    try (LogChannel channel = segments.open(segment)) {
      channel.read(ByteBuffer.wrap(content), 0);
    }
    return new Sealed(content, first, last);
  }

  private static byte[] pack(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(content.length / 4);
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(content);
    }
    return packed.toByteArray();
  }

  private void writeRecord(long segment, Sealed sealed) throws IOException {
    ArchiveRecord made =
        ArchiveRecord.of(sealed.content, sealed.firstSequence, sealed.lastSequence);
    directory.delete(TEMPORARY);
    try (LogChannel channel = directory.create(TEMPORARY, 0)) {
      channel.write(ByteBuffer.wrap(made.line()), 0);
      channel.force(true);
    }
    directory.rename(TEMPORARY, ArchiveRecord.name(segment));
    directory.force();
  }

  private void deleteArchived() throws IOException {
    List<Long> kept = snapshots.sequences();
    if (kept.isEmpty()) {
      return;
    }
    long oldest = kept.getLast();
    List<String> names = directory.names();
    for (long segment : segments.segments().headSet(openSegment.getAsLong())) {
      if (!names.contains(ArchiveRecord.name(segment))
          || ArchiveRecord.read(directory, segment).lastSequence() > oldest) {
        return;
      }
      directory.delete(LocalSegments.name(segment));
      log.info("Deleted the local copy of archived segment {}", segment);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Made and used in one method; never compared.
  private record Sealed(byte[] content, long firstSequence, long lastSequence) {}
}
