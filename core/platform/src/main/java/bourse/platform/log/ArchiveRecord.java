package bourse.platform.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What a small file beside the log says of a segment that has a verified copy in the archive: one
 * line such as {@code 5e884898… 67108352 1 71234}.
 *
 * @param sha256 of the segment's bytes up to the end of its last batch; hex
 * @param bytes how many those are
 */
record ArchiveRecord(String sha256, long bytes, long firstSequence, long lastSequence) {
  static final String SUFFIX = ".archived";

  static ArchiveRecord of(byte[] content, long firstSequence, long lastSequence) {
    return new ArchiveRecord(hash(content), content.length, firstSequence, lastSequence);
  }

  static String name(long segment) {
    return "%012d".formatted(segment) + SUFFIX;
  }

  static ArchiveRecord read(LogDirectory directory, long segment) throws IOException {
    try (LogChannel channel = directory.open(name(segment), LogDirectory.Access.READ)) {
      ByteBuffer content = ByteBuffer.allocate((int) channel.size());
      channel.read(content, 0);
      String[] words = new String(content.array(), StandardCharsets.US_ASCII).strip().split(" ");
      return new ArchiveRecord(
          words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException(name(segment) + " does not say what was archived", e);
    }
  }

  /** Whether these are the bytes that were archived. */
  boolean fits(byte[] content) {
    return content.length == bytes && hash(content).equals(sha256);
  }

  /** The line of the file. */
  byte[] line() {
    return "%s %d %d %d%n"
        .formatted(sha256, bytes, firstSequence, lastSequence)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(BatchFormat.sha256().digest(content));
  }
}
