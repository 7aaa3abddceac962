package bourse.platform.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, version 1, little endian.
 *
 * <pre>
 * segment header, at 0           batch header, at a multiple of 512
 *  0  i32  "BSEG"                 0  i32  "BBAT"
 *  4  i32  format version         4  i32  format version
 *  8  i64  segment id             8  i64  segment id
 * 16  i64  first sequence        16  i64  offset of this batch in the segment
 * 24  32   SHA-256 of the batch  24  i64  first sequence
 *          before, else zeros    32  i64  durable sequence, known when this was written
 * 56  i32  CRC32C of 0..55       40  32   SHA-256 of the batch before, else zeros
 *                                72  i32  count of commands
 *                                76  i32  length of the commands in bytes
 *                                80  i32  CRC32C of the commands
 *                                84  i32  CRC32C of 0..83
 *                                88       the commands
 * </pre>
 *
 * Batches start on sectors of 512 bytes: writing one never touches a sector that holds an
 * acknowledged one, which a power cut in the middle could spoil. The SHA-256 of a batch covers its
 * header and commands, so each batch vouches for everything before it. A batch's header has its own
 * checksum, and knows where it stands, so that one behind a damaged batch is still recognised.
 */
final class BatchFormat {
  static final int VERSION = 1;
  static final int SECTOR = 512;
  static final int HEADER = 88;
  static final int HASH = 32;
  static final int SEGMENT_HEADER = 60;
  static final int BATCH_MAGIC = 0x54414242;
  static final int SEGMENT_MAGIC = 0x47455342;

  private BatchFormat() {}

  /** The sectors that a batch with so many command bytes takes, in bytes. */
  static long sizeOnDisk(int commandBytes) {
    return ((long) HEADER + commandBytes + SECTOR - 1) / SECTOR * SECTOR;
  }

  /** What a segment says of itself. */
  @SuppressWarnings("ArrayRecordComponent") // Made and read inside this package; never compared.
  record SegmentHeader(long id, long firstSequence, byte[] previousHash) {}

  static ByteBuffer encodeSegmentHeader(SegmentHeader header) {
    ByteBuffer buffer = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(SEGMENT_MAGIC).putInt(VERSION).putLong(header.id);
    buffer.putLong(header.firstSequence).put(header.previousHash);
    buffer.putInt(checksum(buffer, 0, 56));
    return buffer.position(SECTOR).flip();
  }

  /** Null when the bytes are no whole segment header of any version. */
  static SegmentHeader decodeSegmentHeader(ByteBuffer buffer) {
    if (buffer.remaining() < SEGMENT_HEADER
        || buffer.getInt(0) != SEGMENT_MAGIC
        || buffer.getInt(56) != checksum(buffer, 0, 56)) {
      return null;
    }
    byte[] hash = new byte[HASH];
    buffer.get(24, hash);
    return new SegmentHeader(buffer.getLong(8), buffer.getLong(16), hash);
  }

  /** What the header of a batch says. */
  @SuppressWarnings("ArrayRecordComponent") // Made and read inside this package; never compared.
  record Header(
      int version,
      long segment,
      long offset,
      long firstSequence,
      long durableSequence,
      byte[] previousHash,
      int count,
      int length,
      int commandsChecksum) {}

  /**
   * Puts a batch at the start of the buffer, filled up with zeros to whole sectors, and makes the
   * buffer ready for writing. Returns the batch's hash.
   */
  static byte[] encode(
      ByteBuffer buffer,
      long segment,
      long offset,
      long firstSequence,
      int count,
      long durableSequence,
      byte[] previousHash,
      byte[] frames,
      int from,
      int length) {
    buffer.clear();
    buffer.putInt(BATCH_MAGIC).putInt(VERSION).putLong(segment).putLong(offset);
    buffer.putLong(firstSequence).putLong(durableSequence).put(previousHash);
    buffer.putInt(count).putInt(length);
    CRC32C checksum = new CRC32C();
    checksum.update(frames, from, length);
    buffer.putInt((int) checksum.getValue());
    buffer.putInt(checksum(buffer, 0, 84));
    buffer.put(frames, from, length);
    byte[] hash = hash(buffer, 0, HEADER + length);
    while (buffer.position() % SECTOR != 0) {
      buffer.put((byte) 0);
    }
    buffer.flip();
    return hash;
  }

  /** Null when no whole batch header stands at this index of the buffer. */
  static Header decodeHeader(ByteBuffer buffer, int at) {
    if (buffer.limit() - at < HEADER
        || buffer.getInt(at) != BATCH_MAGIC
        || buffer.getInt(at + 84) != checksum(buffer, at, 84)) {
      return null;
    }
    byte[] previousHash = new byte[HASH];
    buffer.get(at + 40, previousHash);
    return new Header(
        buffer.getInt(at + 4),
        buffer.getLong(at + 8),
        buffer.getLong(at + 16),
        buffer.getLong(at + 24),
        buffer.getLong(at + 32),
        previousHash,
        buffer.getInt(at + 72),
        buffer.getInt(at + 76),
        buffer.getInt(at + 80));
  }

  static int checksum(ByteBuffer buffer, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(buffer.duplicate().position(from).limit(from + length));
    return (int) checksum.getValue();
  }

  static byte[] hash(ByteBuffer buffer, int from, int length) {
    MessageDigest digest = sha256();
    ByteBuffer part = buffer.duplicate();
    part.clear().position(from).limit(from + length);
    digest.update(part);
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
