package bourse.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the log counts them: microseconds since 1970 UTC. */
public final class Times {
  private Times() {}

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
