package bourse.exchange;

import bourse.platform.service.Health;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The time that commands are stamped with: never before that of the command before, and never from
 * a clock that has jumped ahead. Used by the log thread; {@link #health} from any.
 */
final class LogTime {
  private final WallClock clock;
  private final LongSupplier nanoTime;
  private final Duration jumpLimit;

  private long lastMicros;
  private long clockMicros;
  private long clockNanos;
  private volatile Health health = Health.UP;

  /**
   * @param lastMicros the log time of the last command in the log
   */
  LogTime(WallClock clock, LongSupplier nanoTime, Duration jumpLimit, long lastMicros) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.jumpLimit = jumpLimit;
    this.lastMicros = lastMicros;
    this.clockMicros = clock.micros();
    this.clockNanos = nanoTime.getAsLong();
  }

  /** The log time for what is logged now; nothing while the clock stands too far ahead. */
  OptionalLong next() {
    long micros = clock.micros();
    long nanos = nanoTime.getAsLong();
    long expected = clockMicros + (nanos - clockNanos) / 1000;
    long jump = micros - Math.max(expected, lastMicros);
    if (jump > jumpLimit.toNanos() / 1000) {
      health =
          Health.down(
              "The clock jumped ahead by %s. Commands are refused: set the clock right, or restart to accept it; see docs/runbooks/clock-jump.md."
                  .formatted(Duration.of(jump, ChronoUnit.MICROS)));
      return OptionalLong.empty();
    }
    clockMicros = micros;
    clockNanos = nanos;
    health = micros < lastMicros - jumpLimit.toNanos() / 1000 ? behind(micros) : Health.UP;
    lastMicros = Math.max(lastMicros, micros);
    return OptionalLong.of(lastMicros);
  }

  /** Whether a command that is logged now would carry this time, or a later one. */
  boolean reaches(long micros) {
    return Math.max(lastMicros, clock.micros()) >= micros;
  }

  Health health() {
    return health;
  }

  /** Whether nothing is logged because the clock stood too far ahead at the last try. */
  boolean isAhead() {
    return health.state() == Health.State.DOWN;
  }

  private Health behind(long micros) {
    return Health.degraded(
        "The clock is %s behind the log; commands carry the log's last time until it has caught up. Set the clock right."
            .formatted(Duration.of(lastMicros - micros, ChronoUnit.MICROS)));
  }
}
