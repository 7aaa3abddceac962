package bourse.cli.replay;

import org.HdrHistogram.Histogram;

/**
 * What a replay came to.
 *
 * @param tradedLots the sum of all fills
 * @param busyNanos the sum of the times of all commands or batches, without reading the file and
 *     writing results
 * @param latencyNanos the time of each command, or of each batch when they go in batches
 */
record ReplaySummary(
    long commands,
    long refused,
    long fills,
    long tradedLots,
    long restingOrders,
    long busyNanos,
    Histogram latencyNanos) {
  long batches() {
    return latencyNanos.getTotalCount();
  }

  long commandsPerSecond() {
    return busyNanos == 0 ? 0 : Math.round(commands * 1e9 / busyNanos);
  }
}
