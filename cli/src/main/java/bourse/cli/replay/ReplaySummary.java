package bourse.cli.replay;

import org.HdrHistogram.Histogram;

/**
 * What a replay came to.
 *
 * @param tradedLots the sum of all fills
 * @param busyNanos the sum of the times of all commands, without reading the file and writing
 *     results
 * @param latencyNanos the time of each command
 */
record ReplaySummary(
    long commands,
    long refused,
    long fills,
    long tradedLots,
    long restingOrders,
    long busyNanos,
    Histogram latencyNanos) {
  long commandsPerSecond() {
    return busyNanos == 0 ? 0 : Math.round(commands * 1e9 / busyNanos);
  }
}
