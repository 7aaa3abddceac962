package bourse.exchange;

import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When the venue steps down by itself.
 *
 * @param leastFreeBytes less room than this for the command log
 * @param lagPatience so long may the projection be far behind
 */
public record SafeStateSettings(long leastFreeBytes, Duration lagPatience) {
  private static final Setting<Long> LEAST_FREE =
      Setting.size(
          "safe-state.least-free-space",
          64L << 20,
          "With less room than this on the disk of the data directory the venue steps down to"
              + " CANCEL_ONLY. 0B for never.");
  private static final Setting<Duration> LAG_PATIENCE =
      Setting.duration(
          "safe-state.lag-patience",
          Duration.ofMinutes(1),
          "The venue steps down to CANCEL_ONLY when the SQL projection was behind by more than half"
              + " of exchange.projection-lag-limit for so long. 0s for never.");

  /** For the catalogue of the server. */
  public static List<Setting<?>> catalogue() {
    return List.of(LEAST_FREE, LAG_PATIENCE);
  }

  public static SafeStateSettings from(Settings settings) {
    return new SafeStateSettings(settings.get(LEAST_FREE), settings.get(LAG_PATIENCE));
  }

  /**
   * What to look for.
   *
   * @param listings knows whose reference price is stale
   * @param directory on the disk that holds the command log
   * @param lagLimit commands by which the projection may lag before intake stops
   */
  public List<SafeStateWatch.Sign> signs(
      ExchangeRuntime exchange, Listings listings, Path directory, long lagLimit) {
    return List.of(
        new SafeStateWatch.Sign(
            SafeStateCause.DISK_SPACE,
            SafeState.CANCEL_ONLY,
            () -> leastFreeBytes > 0 && freeBytes(directory) < leastFreeBytes),
        new SafeStateWatch.Sign(
            SafeStateCause.CLOCK_JUMP, SafeState.CANCEL_ONLY, exchange::isClockAhead),
        new SafeStateWatch.Sign(
            SafeStateCause.STALE_PRICE, SafeState.CANCEL_ONLY, listings::missesReference),
        new SafeStateWatch.Sign(
            SafeStateCause.PROJECTION_LAG,
            SafeState.CANCEL_ONLY,
            lagging(() -> exchange.figures().projectionLag(), lagLimit, System::nanoTime)));
  }

  /** Whether the lag was above half of the limit at each look for as long as patience lasts. */
  BooleanSupplier lagging(LongSupplier lag, long lagLimit, LongSupplier nanoTime) {
    return new BooleanSupplier() {
      private long sinceNanos;
      private boolean isFarBehind;

      @Override
      public boolean getAsBoolean() {
        boolean isNow = lag.getAsLong() > lagLimit / 2;
        if (isNow && !isFarBehind) {
          sinceNanos = nanoTime.getAsLong();
        }
        isFarBehind = isNow;
        return isNow
            && lagPatience.isPositive()
            && nanoTime.getAsLong() - sinceNanos >= lagPatience.toNanos();
      }
    };
  }

  private static long freeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      // Whoever writes there finds out what it is.
      return Long.MAX_VALUE;
    }
  }
}
