package bourse.auth;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The signed requests that this process has carried out and that could come again: each once, until
 * its window is over. Thread safe.
 */
final class SeenRequests {
  private static final long BUCKET_MILLIS = 1_000;

  /** Longer than a request may take from the look at its window to here. */
  private static final long KEPT_LONGER_MILLIS = 10_000;

  /** Half of a SHA-256. */
  private record Name(long a, long b) {}

  /** By the second in which the window ends, which the request's own text says. */
  private final ConcurrentSkipListMap<Long, Set<Name>> byEnd = new ConcurrentSkipListMap<>();

  /**
   * Notes a request.
   *
   * @param signedText what its signature is of
   * @param lastMillis the last moment of its window
   * @return false when it was noted before
   */
  boolean isFirst(byte[] signedText, long lastMillis, long nowMillis) {
    byEnd.headMap(bucket(nowMillis - KEPT_LONGER_MILLIS)).clear();
    ByteBuffer hash = ByteBuffer.wrap(Sha256.bytes(signedText));
    return byEnd
        .computeIfAbsent(bucket(lastMillis), end -> ConcurrentHashMap.newKeySet())
        .add(new Name(hash.getLong(), hash.getLong()));
  }

  private static long bucket(long millis) {
    return Math.floorDiv(millis, BUCKET_MILLIS);
  }

  int size() {
    return byEnd.values().stream().mapToInt(Set::size).sum();
  }
}
