package bourse.marketdata;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long one candle is. Each begins at a whole multiple of its length since 1970 UTC. */
enum Interval {
  ONE_MINUTE("1m", Duration.ofMinutes(1)),
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)),
  ONE_HOUR("1h", Duration.ofHours(1)),
  FOUR_HOURS("4h", Duration.ofHours(4)),
  ONE_DAY("1d", Duration.ofDays(1));

  private final String text;
  private final Duration length;

  Interval(String text, Duration length) {
    this.text = text;
    this.length = length;
  }

  /** {@code 1m}. */
  String text() {
    return text;
  }

  Duration length() {
    return length;
  }

  long startMicros(long timeMicros) {
    return timeMicros - Math.floorMod(timeMicros, length.toNanos() / 1000);
  }

  static Optional<Interval> of(String text) {
    return Arrays.stream(values()).filter(interval -> interval.text.equals(text)).findFirst();
  }
}
