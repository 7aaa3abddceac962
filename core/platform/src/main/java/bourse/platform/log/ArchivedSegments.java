package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.objects.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The segments in the archive, objects such as {@code log/000000000001.segment.gz}. A segment that
 * is opened is fetched whole into memory.
 */
public record ArchivedSegments(ObjectStore objects) implements SegmentSource {
  static final String PREFIX = "log/";
  private static final String SUFFIX = ".gz";

  static String key(long segment) {
    return PREFIX + LocalSegments.name(segment) + SUFFIX;
  }

  @Override
  public NavigableSet<Long> segments() throws IOException {
    NavigableSet<Long> ids = new TreeSet<>();
    for (String key : objects.list(PREFIX)) {
      if (key.matches("log/\\d{12}\\.segment\\.gz")) {
        ids.add(Long.parseLong(key.substring(PREFIX.length(), PREFIX.length() + 12)));
      }
    }
    return ids;
  }

  @Override
  public LogChannel open(long segment) throws IOException {
    try {
      return new Fetched(
          unpack(
              packed(segment)
                  .orElseThrow(() -> new IOException("The archive has no " + key(segment)))));
    } catch (ZipException | EOFException e) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "the archive: segment %s: %s can't be unpacked: %s. Put this object back, from a backup of the object store."
              .formatted(LocalSegments.name(segment), key(segment), e.getMessage()),
          e);
    }
  }

  /** Writes a segment as a file into a directory; whole or not at all. */
  public Path copy(long segment, Path directory) throws IOException {
    Path file = directory.resolve(LocalSegments.name(segment));
    Path fresh = directory.resolve("segment-being-fetched");
    Files.deleteIfExists(fresh);
    try (LogChannel content = open(segment);
        FileChannel channel =
            FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
      content.read(bytes, 0);
      bytes.flip();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** In what the copy of a segment is not what was recorded of it, as a sentence. */
  Optional<String> difference(long segment, ArchiveRecord recorded) throws IOException {
    try {
      Optional<byte[]> packed = packed(segment);
      if (packed.isEmpty()) {
        return Optional.of(
            "the archive has no %s, which was put there with sequences %d to %d. Put it back, from a backup of the object store."
                .formatted(key(segment), recorded.firstSequence(), recorded.lastSequence()));
      }
      if (recorded.fits(unpack(packed.get()))) {
        return Optional.empty();
      }
    } catch (ZipException | EOFException e) {
      // Then it is not what was put there either.
    }
    return Optional.of(
        "%s in the archive is not what was put there (sequences %d to %d). While the local file is there: move the object and the record %s away, and it is archived anew; else put it back, from a backup of the object store."
            .formatted(
                key(segment),
                recorded.firstSequence(),
                recorded.lastSequence(),
                ArchiveRecord.name(segment)));
  }

  /** The object as it was put there; throws a {@link ZipException} when it is not any more. */
  private Optional<byte[]> packed(long segment) throws IOException {
    try {
      return objects.get(key(segment));
    } catch (Fault e) {
      if (e.code() != ErrorCode.SEALED_DATA_DAMAGED) {
        throw e;
      }
      ZipException damaged = new ZipException(e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  static byte[] unpack(byte[] packed) throws IOException {
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return stream.readAllBytes();
    }
  }

  @Override
  public String description() {
    return "the archive";
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Fetched(byte[] content) implements LogChannel {
    @Override
    public int read(ByteBuffer target, long position) {
      int length = Math.clamp(content.length - position, 0, target.remaining());
      target.put(content, (int) Math.min(position, content.length), length);
      return length;
    }

    @Override
    public void write(ByteBuffer source, long position) {
      throw new UnsupportedOperationException("The archive is only read");
    }

    @Override
    public void force(boolean metadata) {
      throw new UnsupportedOperationException("The archive is only read");
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public void close() {
      // Nothing is held open: the segment is in memory.
    }
  }
}
