package bourse.cli.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which live order of the file is which order of the exchange. The file's ids may come back after
 * an order has ended; the exchange counts its own from 1.
 */
final class OrderNames {
  /** Not a number of any order. */
  static final long NONE = 0;

  private final Map<Long, Long> byFileId = new HashMap<>();
  private long[] fileIds = new long[1 << 16];

  boolean isLive(long fileId) {
    return byFileId.containsKey(fileId);
  }

  /** The exchange's id of a live order of the file, or {@link #NONE}. */
  long exchangeId(long fileId) {
    return byFileId.getOrDefault(fileId, NONE);
  }

  /** The file's id of any order that was named, live or not. */
  long fileId(long exchangeId) {
    return fileIds[Math.toIntExact(exchangeId)];
  }

  void name(long fileId, long exchangeId) {
    int index = Math.toIntExact(exchangeId);
    if (index >= fileIds.length) {
      fileIds = Arrays.copyOf(fileIds, Math.max(index + 1, fileIds.length * 2));
    }
    fileIds[index] = fileId;
    byFileId.put(fileId, exchangeId);
  }

  void ended(long exchangeId) {
    byFileId.remove(fileId(exchangeId), exchangeId);
  }
}
