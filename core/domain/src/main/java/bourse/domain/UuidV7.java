package bourse.domain;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562 §5.7): milliseconds since 1970 in the first 48 bits, the rest
 * random. They sort by time of creation, so an index of them grows at its end. Thread safe.
 */
public final class UuidV7 {
  private static final SecureRandom RANDOM = new SecureRandom();

  private UuidV7() {}

  /** A new one, of now. */
  public static UUID next() {
    return at(System.currentTimeMillis());
  }

  /** A new one, of the given time. */
  public static UUID at(long epochMillis) {
    byte[] random = new byte[10];
    RANDOM.nextBytes(random);
    long high = (epochMillis << 16) | 0x7000L | ((random[0] & 0x0FL) << 8) | (random[1] & 0xFFL);
    long low = 0;
    for (int i = 2; i < random.length; i++) {
      low = (low << 8) | (random[i] & 0xFFL);
    }
    return new UUID(high, (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }
}
