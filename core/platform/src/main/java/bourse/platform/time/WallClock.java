package bourse.platform.time;

import java.time.Instant;

/** What time it is. Comes from outside wherever time matters, so that tests can turn it. */
@FunctionalInterface
public interface WallClock {
  /** Microseconds since 1970-01-01T00:00Z. May go back when the system's clock is set. */
  long micros();

  /** Nanoseconds that pass, for telling how long something took; the system's clock aside. */
  default long nanos() {
    return System.nanoTime();
  }

  default Instant instant() {
    long micros = micros();
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  /** The clock of the machine. */
  static WallClock system() {
    return () -> {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    };
  }
}
