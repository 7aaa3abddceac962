package bourse.platform.time;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** New ids. Thread safe. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Milliseconds, then 12 bits that count within one; each id takes a higher value. */
  private static final AtomicLong LAST = new AtomicLong();

  private Ids() {}

  /**
   * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, 12 bits that count (section 6.2,
   * method 1), 62 random bits. Each of one process sorts after the one before, as text, as 128
   * unsigned bits and in SQL, also when the clock goes back.
   */
  public static UUID uuid7() {
    long now = System.currentTimeMillis() << 12;
    long tick = LAST.updateAndGet(last -> Math.max(last + 1, now));
    long high = (tick >>> 12 << 16) | 0x7000L | (tick & 0xFFFL);
    long low = RANDOM.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  /**
   * A UUID of version 8 (RFC 9562): the first 16 bytes of the SHA-256 of a name in UTF-8, with the
   * six bits of version and variant. The same name has the same id everywhere and for ever.
   */
  public static UUID uuid8(String name) {
    ByteBuffer hash;
    try {
      hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
    long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
    long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
