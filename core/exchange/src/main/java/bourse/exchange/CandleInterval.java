package bourse.exchange;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long a candle is. */
public enum CandleInterval {
  ONE_MINUTE("1m", 1),
  FIVE_MINUTES("5m", 5),
  FIFTEEN_MINUTES("15m", 15),
  THIRTY_MINUTES("30m", 30),
  ONE_HOUR("1h", 60),
  FOUR_HOURS("4h", 240),
  ONE_DAY("1d", 1440);

  private final String text;
  private final int minutes;

  CandleInterval(String text, int minutes) {
    this.text = text;
    this.minutes = minutes;
  }

  /** As the API writes it: {@code 1m}. */
  public String text() {
    return text;
  }

  public int minutes() {
    return minutes;
  }

  public Duration duration() {
    return Duration.ofMinutes(minutes);
  }

  public static Optional<CandleInterval> of(String text) {
    return Arrays.stream(values()).filter(interval -> interval.text.equals(text)).findFirst();
  }
}
