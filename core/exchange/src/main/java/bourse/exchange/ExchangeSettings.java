package bourse.exchange;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.log.LogSettings;
import java.time.Duration;
import java.util.List;

/**
 * How the exchange runs.
 *
 * @param log the shape of the command log
 * @param queueLimit commands that may wait to be logged; more are refused with OVERLOADED
 * @param replyTimeout how long a caller waits for its outcome
 * @param factMemoryBytes facts kept in memory for the consumers
 * @param lagLimit commands by which a consumer that must see everything may lag before intake
 *     refuses with OVERLOADED
 * @param snapshotEvery commands between two snapshots
 * @param snapshotsKept snapshots that stay; at least 1
 * @param clockJumpLimit the largest step of the wall clock against the passing of time that is
 *     taken for granted
 * @param archiveInterval how often sealed segments are looked for
 * @param tickInterval a tick is logged when nothing else was for so long; zero for never
 * @param stopTimeout how long a stop waits for the consumers
 */
public record ExchangeSettings(
    LogSettings log,
    int queueLimit,
    Duration replyTimeout,
    long factMemoryBytes,
    long lagLimit,
    long snapshotEvery,
    int snapshotsKept,
    Duration clockJumpLimit,
    Duration archiveInterval,
    Duration tickInterval,
    Duration stopTimeout) {
  private static final Setting<Long> SEGMENT_SIZE =
      Setting.size(
          "exchange.log-segment-size",
          LogSettings.DEFAULTS.segmentBytes(),
          4L << 20,
          1L << 30,
          "Size of a file of the command log. It is allocated when the file is made.");
  private static final Setting<Long> BATCH_SIZE =
      Setting.size(
          "exchange.log-batch-size",
          LogSettings.DEFAULTS.maxBatchBytes(),
          64L << 10,
          2L << 20,
          "The most command bytes that one write to disk makes durable together.");
  private static final Setting<Integer> QUEUE_LIMIT =
      Setting.integer(
          "exchange.queue-limit",
          65_536,
          1,
          10_000_000,
          "Commands that may wait to be logged. More are refused with 503.");
  private static final Setting<Duration> REPLY_TIMEOUT =
      Setting.duration(
          "exchange.reply-timeout",
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofMinutes(5),
          "How long a request waits for the outcome of its command, before 504.");
  private static final Setting<Long> FACT_MEMORY =
      Setting.size(
          "exchange.fact-memory",
          256L << 20,
          1L << 20,
          16L << 30,
          "The most memory for facts that consumers have not read yet; enough for the commands of"
              + " exchange.projection-lag-limit.");
  private static final Setting<Integer> LAG_LIMIT =
      Setting.integer(
          "exchange.projection-lag-limit",
          200_000,
          1,
          100_000_000,
          "Commands by which the SQL projection may lag before new commands are refused with 503."
              + " It writes once a second, so that many must have room.");
  private static final Setting<Integer> SNAPSHOT_EVERY =
      Setting.integer(
          "exchange.snapshot-every",
          100_000,
          100,
          1_000_000_000,
          "Commands between two snapshots of the engine.");
  private static final Setting<Integer> SNAPSHOTS_KEPT =
      Setting.integer(
          "exchange.snapshots-kept", 3, 1, 1000, "Snapshots that stay on the local disk.");
  private static final Setting<Duration> CLOCK_JUMP_LIMIT =
      Setting.duration(
          "exchange.clock-jump-limit",
          Duration.ofMinutes(1),
          "Commands are refused while the clock stands further ahead than this of where the passing"
              + " of time would put it. A restart accepts the clock as it is.");
  private static final Setting<Duration> ARCHIVE_INTERVAL =
      Setting.duration(
          "exchange.archive-interval",
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofHours(1),
          "How often finished log files are looked for and copied to the object store.");
  private static final Setting<Duration> TICK_INTERVAL =
      Setting.duration(
          "exchange.tick-interval",
          Duration.ZERO,
          "In a quiet market a tick is logged this often, to move the log's time on. 0s for"
              + " never.");
  private static final Setting<Duration> STOP_TIMEOUT =
      Setting.duration(
          "exchange.stop-timeout",
          Duration.ofSeconds(15),
          "How long a stop waits for the consumers of facts. What they miss they get at the next"
              + " start.");

  public static final ExchangeSettings DEFAULTS =
      new ExchangeSettings(
          LogSettings.DEFAULTS,
          QUEUE_LIMIT.defaultValue(),
          REPLY_TIMEOUT.defaultValue(),
          FACT_MEMORY.defaultValue(),
          LAG_LIMIT.defaultValue(),
          SNAPSHOT_EVERY.defaultValue(),
          SNAPSHOTS_KEPT.defaultValue(),
          CLOCK_JUMP_LIMIT.defaultValue(),
          ARCHIVE_INTERVAL.defaultValue(),
          TICK_INTERVAL.defaultValue(),
          STOP_TIMEOUT.defaultValue());

  /** For the catalogue of the server. */
  public static List<Setting<?>> catalogue() {
    return List.of(
        SEGMENT_SIZE,
        BATCH_SIZE,
        QUEUE_LIMIT,
        REPLY_TIMEOUT,
        FACT_MEMORY,
        LAG_LIMIT,
        SNAPSHOT_EVERY,
        SNAPSHOTS_KEPT,
        CLOCK_JUMP_LIMIT,
        ARCHIVE_INTERVAL,
        TICK_INTERVAL,
        STOP_TIMEOUT);
  }

  public static ExchangeSettings from(Settings settings) {
    return new ExchangeSettings(
        new LogSettings(
            Math.toIntExact(settings.get(SEGMENT_SIZE)), Math.toIntExact(settings.get(BATCH_SIZE))),
        settings.get(QUEUE_LIMIT),
        settings.get(REPLY_TIMEOUT),
        settings.get(FACT_MEMORY),
        settings.get(LAG_LIMIT),
        settings.get(SNAPSHOT_EVERY),
        settings.get(SNAPSHOTS_KEPT),
        settings.get(CLOCK_JUMP_LIMIT),
        settings.get(ARCHIVE_INTERVAL),
        settings.get(TICK_INTERVAL),
        settings.get(STOP_TIMEOUT));
  }
}
