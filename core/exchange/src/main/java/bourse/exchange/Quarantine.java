package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Json;
import bourse.platform.log.LogChannel;
import bourse.platform.log.LogDirectory;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.ObjectStore;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The commands that no replay executes, since the engine throws at them: each is named by a record
 * that a person had signed with the key of this installation. The records are files beside the log,
 * such as {@code 00000000000000012345.quarantine}, and objects of that name in the archive; they
 * are kept as long as the log, for without them its history has another outcome.
 */
public final class Quarantine {
  /** Nothing is quarantined. */
  public static final Quarantine NONE = new Quarantine(Map.of());

  static final String SUFFIX = ".quarantine";
  private static final String TEMPORARY = "quarantine-being-written";
  private static final String PREFIX = "log/";

  /**
   * What a record says.
   *
   * @param sequence the command
   * @param sha256 of its frame as it stands in the log, hex
   * @param reason why it is passed over, for people
   * @param by who decided it
   * @param at when
   */
  public record Entry(long sequence, String sha256, String reason, String by, Instant at) {
    public Entry {
      if (sequence < 1 || sha256 == null || reason == null || by == null || at == null) {
        throw new IllegalArgumentException("A quarantine record names a command and a reason");
      }
    }
  }

  /** The key of this installation. */
  public interface Seal {
    String sign(String json);

    /**
     * The text that was signed.
     *
     * @throws Fault when it was not signed with this key, or changed since
     */
    String open(String signed);
  }

  private final Map<Long, Entry> entries;

  private Quarantine(Map<Long, Entry> entries) {
    this.entries = entries;
  }

  /** Those that a log's directory holds. */
  public static Quarantine read(LogDirectory log, Seal seal) throws IOException {
    return read(log, Optional.empty(), seal);
  }

  /**
   * Those that a log's directory or its archive holds.
   *
   * @throws Fault QUARANTINE_INVALID when one was not signed by this installation, or names another
   *     command than its file
   */
  public static Quarantine read(LogDirectory log, Optional<ObjectStore> archive, Seal seal)
      throws IOException {
    Map<String, byte[]> records = new TreeMap<>();
    if (archive.isPresent()) {
      for (String key : archive.get().list(PREFIX)) {
        if (isRecord(key.substring(PREFIX.length()))) {
          records.put(
              key.substring(PREFIX.length()),
              archive.get().get(key).orElseThrow(() -> new IOException(key + " is gone")));
        }
      }
    }
    for (String name : log.names()) {
      if (isRecord(name)) {
        records.put(name, content(log, name));
      }
    }
    Map<Long, Entry> entries = new TreeMap<>();
    for (Map.Entry<String, byte[]> record : records.entrySet()) {
      Entry entry = open(record.getKey(), record.getValue(), seal);
      entries.put(entry.sequence(), entry);
    }
    return new Quarantine(entries);
  }

  /** The record in a file of a log's directory. */
  static Entry read(LogDirectory log, String name, Seal seal) throws IOException {
    return open(name, content(log, name), seal);
  }

  /** Names of the records in a log's directory. */
  static List<String> names(LogDirectory log) throws IOException {
    return log.names().stream().filter(Quarantine::isRecord).toList();
  }

  private static boolean isRecord(String name) {
    return name.matches("\\d{20}\\" + SUFFIX);
  }

  private static Entry open(String name, byte[] content, Seal seal) {
    try {
      String json = seal.open(new String(content, StandardCharsets.US_ASCII).strip());
      Entry entry = Json.mapper().readValue(json, Entry.class);
      if (!name(entry.sequence()).equals(name)) {
        throw invalid(name, "it is the record of command " + entry.sequence(), null);
      }
      return entry;
    } catch (JsonProcessingException e) {
      throw invalid(name, "it can't be read", e);
    } catch (Fault e) {
      throw e.code() == ErrorCode.QUARANTINE_INVALID ? e : invalid(name, e.getMessage(), e);
    }
  }

  private static Fault invalid(String name, String why, Throwable cause) {
    return new Fault(
        ErrorCode.QUARANTINE_INVALID,
        "The quarantine record %s is not honoured: %s. Nothing was changed; put the right one back, or move it away."
            .formatted(name, why),
        cause);
  }

  /**
   * Writes a record durably beside the log.
   *
   * @throws Fault ALREADY_EXISTS
   */
  public static void write(LogDirectory log, Entry entry, Seal seal) throws IOException {
    String name = name(entry.sequence());
    if (log.names().contains(name)) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS, "Command " + entry.sequence() + " is quarantined already");
    }
    String json = new String(Json.write(entry), StandardCharsets.UTF_8);
    log.delete(TEMPORARY);
    try (LogChannel channel = log.create(TEMPORARY, 0)) {
      channel.write(
          ByteBuffer.wrap((seal.sign(json) + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
      channel.force(true);
    }
    log.rename(TEMPORARY, name);
    log.force();
  }

  static String name(long sequence) {
    return "%020d".formatted(sequence) + SUFFIX;
  }

  private static byte[] content(LogDirectory log, String name) throws IOException {
    try (LogChannel channel = log.open(name, LogDirectory.Access.READ)) {
      ByteBuffer content = ByteBuffer.allocate((int) channel.size());
      channel.read(content, 0);
      return content.array();
    }
  }

  /** All, in the order of the log. */
  public Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * Whether the command of this frame is passed over.
   *
   * @throws Fault QUARANTINE_INVALID when another command stands at its sequence
   */
  boolean holds(long sequence, byte[] frames, int offset, int length) {
    Entry entry = entries.get(sequence);
    if (entry == null) {
      return false;
    }
    String hash = SnapshotStore.hash(Arrays.copyOfRange(frames, offset, offset + length));
    if (!hash.equals(entry.sha256())) {
      throw invalid(
          name(sequence),
          "command %d of the log has SHA-256 %s, and the record names %s"
              .formatted(sequence, hash, entry.sha256()),
          null);
    }
    return true;
  }

  /**
   * Refuses a state that passed over other commands than these, up to its own sequence.
   *
   * @param passed by the engine whose state it is
   */
  void requireSame(long[] passed, long sequence) {
    List<Long> expected = new ArrayList<>(entries.keySet());
    expected.removeIf(entry -> entry > sequence);
    List<Long> had = Arrays.stream(passed).boxed().toList();
    for (long command : had) {
      if (!entries.containsKey(command)) {
        throw invalid(
            name(command),
            "the snapshot of command %d was taken after passing over command %d, and the record is missing here"
                .formatted(sequence, command),
            null);
      }
    }
    expected.removeAll(had);
    if (!expected.isEmpty()) {
      throw invalid(
          name(expected.getFirst()),
          "the snapshot of command %d was taken after executing command %d"
              .formatted(sequence, expected.getFirst()),
          null);
    }
  }
}
