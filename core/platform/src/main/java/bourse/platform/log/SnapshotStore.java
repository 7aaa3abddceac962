package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots as files such as {@code 00000000000000012345.snapshot}, named after their sequence. A
 * file appears whole or not at all. Header, little endian: i32 "BSNP", i32 format version, i64
 * sequence, i64 log time, i32 rule version, i64 length of the state, 32 bytes SHA-256 of the state,
 * i32 CRC32C of all this; then the state.
 *
 * <p>Thread safe: writes come from one thread, reads from any.
 */
public final class SnapshotStore {
  private static final Logger log = LoggerFactory.getLogger(SnapshotStore.class);
  private static final int MAGIC = 0x504e5342;
  private static final int VERSION = 1;
  private static final int HEADER = 72;
  private static final String SUFFIX = ".snapshot";
  private static final String TEMPORARY = "snapshot-being-written";

  private final LogDirectory directory;
  private final int keep;

  /**
   * @param keep how many snapshots stay; older ones go when a new one is durable
   */
  public SnapshotStore(LogDirectory directory, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1");
    }
    this.directory = directory;
    this.keep = keep;
  }

  /** Makes the snapshot durable, then deletes the oldest above {@code keep}. */
  public void write(Snapshot snapshot) throws IOException {
    directory.delete(TEMPORARY);
    ByteBuffer header = encode(snapshot);
    try (LogChannel channel = directory.create(TEMPORARY, 0)) {
      channel.write(header, 0);
      channel.write(ByteBuffer.wrap(snapshot.state()), HEADER);
      channel.force(true);
    } catch (IOException e) {
      directory.delete(TEMPORARY);
      throw e;
    }
    directory.rename(TEMPORARY, name(snapshot.sequence()));
    directory.force();
    List<Long> sequences = sequences();
    for (long old : sequences.subList(Math.min(keep, sequences.size()), sequences.size())) {
      directory.delete(name(old));
    }
  }

  /** Sequences of the snapshots that are there, valid or not, newest first. */
  public List<Long> sequences() throws IOException {
    return directory.names().stream()
        .filter(name -> name.matches("\\d{20}\\" + SUFFIX))
        .map(name -> Long.parseLong(name.substring(0, 20)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * The newest valid snapshot not above the sequence. Damaged ones are passed over, and the log
   * says so.
   *
   * @throws Fault VERSION_TOO_OLD when a newer version wrote it
   */
  public Optional<Snapshot> newest(long atMost) throws IOException {
    for (long sequence : sequences()) {
      if (sequence <= atMost) {
        Optional<Snapshot> read;
        try {
          read = read(sequence);
        } catch (NoSuchFileException e) {
          continue; // its writer, beside whom this reads, has just deleted it
        }
        if (read.isPresent()) {
          return read;
        }
        log.warn(
            "Snapshot {} in {} is damaged and passed over; an older one and more of the log are used. Delete the file once its disk has been checked.",
            name(sequence),
            directory.description());
      }
    }
    return Optional.empty();
  }

  /**
   * The snapshot of this sequence; empty when its bytes are damaged.
   *
   * @throws Fault VERSION_TOO_OLD when a newer version wrote it
   */
  public Optional<Snapshot> read(long sequence) throws IOException {
    try (LogChannel channel = directory.open(name(sequence), LogDirectory.Access.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(header, 0);
      header.flip();
      if (header.limit() < HEADER
          || header.getInt(0) != MAGIC
          || header.getInt(68) != BatchFormat.checksum(header, 0, 68)
          || header.getLong(8) != sequence
          || header.getLong(28) != channel.size() - HEADER) {
        return Optional.empty();
      }
      requireKnown(header.getInt(4), sequence);
      ByteBuffer state = ByteBuffer.allocate((int) header.getLong(28));
      channel.read(state, HEADER);
      byte[] hash = new byte[BatchFormat.HASH];
      header.get(36, hash);
      if (!Arrays.equals(hash, BatchFormat.sha256().digest(state.array()))) {
        return Optional.empty();
      }
      return Optional.of(
          new Snapshot(sequence, header.getLong(16), header.getInt(24), state.array()));
    }
  }

  private static void requireKnown(int version, long sequence) {
    if (version > VERSION) {
      throw new Fault(
          ErrorCode.VERSION_TOO_OLD,
          "Snapshot %s has format %d and this version reads up to %d. Use the version that wrote it."
              .formatted(name(sequence), version, VERSION));
    }
  }

  private static ByteBuffer encode(Snapshot snapshot) {
    byte[] hash = BatchFormat.sha256().digest(snapshot.state());
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putInt(VERSION).putLong(snapshot.sequence());
    header.putLong(snapshot.logTimeMicros()).putInt(snapshot.ruleVersion());
    header.putLong(snapshot.state().length).put(hash);
    header.putInt(BatchFormat.checksum(header, 0, 68));
    return header.flip();
  }

  /** How a state's hash is shown. */
  public static String hash(byte[] state) {
    return HexFormat.of().formatHex(BatchFormat.sha256().digest(state));
  }

  static String name(long sequence) {
    return "%020d".formatted(sequence) + SUFFIX;
  }
}
