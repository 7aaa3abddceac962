package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Reads batches in order and checks each: its checksums, its place, its sequence, and the hash of
 * the batch before. At the end of what is written {@link #next} returns nothing and may be called
 * again later, so a reader can follow a log that is being written, also by another process.
 *
 * <p>Damage that has whole segments behind it is a {@link Fault} {@code LOG_DAMAGED} that names
 * segment, offset and sequence. An invalid last batch is not told from the end of the log: who
 * knows how far the log must reach compares {@link #nextSequence}.
 *
 * <p>Used by one thread.
 */
public final class LogReader implements AutoCloseable {
  private static final int WINDOW = 256 << 10;

  private final SegmentSource source;
  private final long fromSequence;

  private boolean placed;
  private long segment;
  private long offset;
  private long nextSequence;
  private byte[] hash = new byte[BatchFormat.HASH];
  private boolean cleanStop;
  private LogChannel channel;
  private ByteBuffer window = buffer(WINDOW);
  private long windowStart;

  /**
   * Reads from the batch that holds the sequence on.
   *
   * @param fromSequence at least 1
   */
  public LogReader(SegmentSource source, long fromSequence) {
    this.source = source;
    this.fromSequence = fromSequence;
    this.nextSequence = fromSequence;
  }

  /** Reads a segment from its start, and the segments behind it. */
  static LogReader ofSegment(SegmentSource source, long segment) throws IOException {
    LogReader reader = new LogReader(source, 0);
    reader.begin(segment);
    return reader;
  }

  /** Reading begins with the first batch of the segment. */
  void begin(long first) throws IOException {
    segment = first;
    enter(header(first));
    placed = true;
  }

  /**
   * Whether the segments there begin at or below the sequence, and none is missing between the
   * first and the last, so that reading may begin with it.
   */
  public static boolean reaches(SegmentSource source, long sequence) throws IOException {
    NavigableSet<Long> segments = source.segments();
    if (segments.isEmpty() || segments.last() - segments.first() >= segments.size()) {
      return false;
    }
    try (LogReader reader = new LogReader(source, sequence)) {
      return reader.header(segments.first()).firstSequence() <= sequence;
    }
  }

  /**
   * The next batch. The first one may start below the sequence asked for.
   *
   * @throws Fault LOG_DAMAGED; VERSION_TOO_OLD when a newer version wrote the log
   */
  public Optional<LogBatch> next() throws IOException {
    if (!placed && !place()) {
      return Optional.empty();
    }
    while (true) {
      LogBatch batch = read();
      if (isEnd(batch) && hasSegmentBehind()) {
        batch = readAgain();
        if (isEnd(batch)) {
          enterSegmentBehind();
          continue;
        }
      }
      if (batch == null || batch.count() == 0) {
        cleanStop = batch != null;
        closeChannel();
        return Optional.empty();
      }
      offset = batch.end();
      nextSequence = batch.lastSequence() + 1;
      hash = batch.hash();
      if (nextSequence > fromSequence) {
        return Optional.of(batch);
      }
    }
  }

  /** No batch, or the mark of a clean stop, which stays where the next batch did not fit. */
  private static boolean isEnd(LogBatch batch) {
    return batch == null || batch.count() == 0;
  }

  /** The sequence of the first command not read yet. */
  public long nextSequence() {
    return nextSequence;
  }

  long segment() {
    return segment;
  }

  /** Where the next batch starts, in the segment. */
  long offset() {
    return offset;
  }

  /** SHA-256 of the last batch that was read, zeros before the first; not to be changed. */
  public byte[] hash() {
    return hash;
  }

  /** Whether the log ends, as far as read, with the mark of a clean stop. */
  boolean cleanStop() {
    return cleanStop;
  }

  /** Where a damage is, for messages. */
  String place(String what) {
    return "%s: segment %s, offset %d, sequence %d: %s"
        .formatted(source.description(), LocalSegments.name(segment), offset, nextSequence, what);
  }

  /**
   * Whether a batch of this segment starts somewhere behind the present offset. Then what stands at
   * the offset was acknowledged, for a batch is written only after the one before it is durable.
   */
  boolean batchBehind() throws IOException {
    openChannel();
    long size = channel.size();
    for (long at = offset + BatchFormat.SECTOR; at < size; at += BatchFormat.SECTOR) {
      int index = windowIndex(at, BatchFormat.HEADER);
      if (index < 0) {
        return false;
      }
      BatchFormat.Header header = BatchFormat.decodeHeader(window, index);
      if (header != null && header.segment() == segment && header.offset() == at) {
        return true;
      }
    }
    return false;
  }

  /** Whether anything but zeros stands at the offset or behind. */
  boolean anythingBehind() throws IOException {
    openChannel();
    long size = channel.size();
    for (long at = offset; at < size; at += BatchFormat.SECTOR) {
      int length = (int) Math.min(BatchFormat.SECTOR, size - at);
      int index = windowIndex(at, length);
      for (int i = 0; i < length; i++) {
        if (window.get(index + i) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    closeChannel();
  }

  private boolean place() throws IOException {
    NavigableSet<Long> segments = source.segments();
    if (segments.isEmpty()) {
      return false;
    }
    List<Long> ids = new ArrayList<>(segments);
    int low = 0;
    int high = ids.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (header(ids.get(middle)).firstSequence() <= fromSequence) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    BatchFormat.SegmentHeader header = header(ids.get(low));
    if (header.firstSequence() > fromSequence) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "%s begins with sequence %d, but %d is needed. Put the older segments back, from the archive or a backup."
              .formatted(source.description(), header.firstSequence(), fromSequence));
    }
    enter(header);
    placed = true;
    return true;
  }

  private void enter(BatchFormat.SegmentHeader header) throws IOException {
    closeChannel();
    segment = header.id();
    offset = BatchFormat.SECTOR;
    nextSequence = header.firstSequence();
    hash = header.previousHash();
  }

  BatchFormat.SegmentHeader header(long id) throws IOException {
    try (LogChannel opened = source.open(id)) {
      ByteBuffer bytes = buffer(BatchFormat.SEGMENT_HEADER);
      opened.read(bytes, 0);
      BatchFormat.SegmentHeader header = BatchFormat.decodeSegmentHeader(bytes.flip());
      if (header == null || header.id() != id) {
        segment = id;
        offset = 0;
        throw new Fault(
            ErrorCode.LOG_DAMAGED,
            "%s: segment %s, offset 0: the segment's header is damaged. Put this segment back, from the archive or a backup."
                .formatted(source.description(), LocalSegments.name(id)));
      }
      requireKnown(bytes.getInt(4));
      return header;
    }
  }

  private boolean hasSegmentBehind() throws IOException {
    return source.segments().higher(segment) != null;
  }

  /** The writer may have added to this segment after it was read and before it went on. */
  private LogBatch readAgain() throws IOException {
    forgetWindow();
    return read();
  }

  private void enterSegmentBehind() throws IOException {
    Long behind = source.segments().higher(segment);
    if (behind == null || behind != segment + 1) {
      throw damaged("the segment behind this one is missing");
    }
    BatchFormat.SegmentHeader header = header(behind);
    if (header.firstSequence() != nextSequence || !Arrays.equals(header.previousHash(), hash)) {
      throw damaged(
          "the batch here is damaged; the next segment goes on with sequence "
              + header.firstSequence());
    }
    enter(header);
  }

  private Fault damaged(String what) {
    return new Fault(
        ErrorCode.LOG_DAMAGED,
        place(what) + ". Put this segment back, from the archive or a backup.");
  }

  /** The batch at the offset, or null when none stands there whole. */
  private LogBatch read() throws IOException {
    openChannel();
    int index = windowIndex(offset, BatchFormat.HEADER);
    BatchFormat.Header header = index < 0 ? null : BatchFormat.decodeHeader(window, index);
    if (header == null) {
      forgetWindow();
      return null;
    }
    requireKnown(header.version());
    if (header.segment() != segment
        || header.offset() != offset
        || header.firstSequence() != nextSequence
        || header.count() < 0
        || header.length() < 0
        || header.length() > channel.size() - offset
        || !Arrays.equals(header.previousHash(), hash)) {
      forgetWindow();
      return null;
    }
    int whole = BatchFormat.HEADER + header.length();
    index = windowIndex(offset, whole);
    if (index < 0
        || BatchFormat.checksum(window, index + BatchFormat.HEADER, header.length())
            != header.commandsChecksum()) {
      forgetWindow();
      return null;
    }
    byte[] commands = new byte[header.length()];
    window.get(index + BatchFormat.HEADER, commands);
    return new LogBatch(
        segment,
        offset,
        header.firstSequence(),
        header.count(),
        header.durableSequence(),
        commands,
        BatchFormat.hash(window, index, whole));
  }

  private static void requireKnown(int version) {
    if (version > BatchFormat.VERSION) {
      throw new Fault(
          ErrorCode.VERSION_TOO_OLD,
          "The command log has format %d and this version reads up to %d. Use the version that wrote it."
              .formatted(version, BatchFormat.VERSION));
    }
  }

  /** Where the window holds these bytes of the segment; -1 when the segment ends before. */
  private int windowIndex(long position, int length) throws IOException {
    if (position < windowStart || position + length > windowStart + window.limit()) {
      if (window.capacity() < length) {
        window = buffer(length);
      }
      window.clear();
      channel.read(window, position);
      window.flip();
      windowStart = position;
    }
    return length > window.limit() ? -1 : (int) (position - windowStart);
  }

  private void openChannel() throws IOException {
    if (channel == null) {
      channel = source.open(segment);
      forgetWindow();
    }
  }

  private void closeChannel() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    forgetWindow();
  }

  private void forgetWindow() {
    window.clear().limit(0);
    windowStart = 0;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
