package bourse.platform.log;

import bourse.platform.objects.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

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
    byte[] packed =
        objects
            .get(key(segment))
            .orElseThrow(() -> new IOException("The archive has no " + key(segment)));
    return new Fetched(unpack(packed));
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
