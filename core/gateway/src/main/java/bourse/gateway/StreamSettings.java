package bourse.gateway;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How streams behave.
 *
 * @param origins pages of other servers that may connect, {@code https://trade.example}; pages of
 *     this server always may
 * @param maximumSubscriptions channels of one connection
 * @param maximumMessageBytes a longer request ends the connection
 * @param queueCapacity messages that wait for one client before they are merged
 * @param sendTimeout a client that takes nothing for this long is cut off
 */
public record StreamSettings(
    Set<String> origins,
    int maximumSubscriptions,
    int maximumMessageBytes,
    int queueCapacity,
    Duration sendTimeout) {
  public static final Setting<List<String>> ORIGINS =
      Setting.list(
          "stream.origins",
          List.of(),
          "Origins of other servers' pages that may open a stream, such as https://trade.example");

  public static final Setting<Integer> MAXIMUM_SUBSCRIPTIONS =
      Setting.integer(
          "stream.maximum-subscriptions", 100, 1, 1_000, "Channels that one connection may have");

  public static final Setting<Integer> QUEUE_CAPACITY =
      Setting.integer(
          "stream.queue-capacity",
          500,
          10,
          100_000,
          "Messages that wait for a slow client before they are dropped for new snapshots");

  public static final Setting<Duration> SEND_TIMEOUT =
      Setting.duration(
          "stream.send-timeout",
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofMinutes(5),
          "A client that takes no data for this long is cut off");

  private static final int MAXIMUM_MESSAGE_BYTES = 384 * 1024;

  /** For the catalogue of the server. */
  public static List<Setting<?>> catalogue() {
    return List.of(ORIGINS, MAXIMUM_SUBSCRIPTIONS, QUEUE_CAPACITY, SEND_TIMEOUT);
  }

  public static StreamSettings of(Settings settings) {
    return new StreamSettings(
        Set.copyOf(settings.get(ORIGINS)),
        settings.get(MAXIMUM_SUBSCRIPTIONS),
        MAXIMUM_MESSAGE_BYTES,
        settings.get(QUEUE_CAPACITY),
        settings.get(SEND_TIMEOUT));
  }

  /** The defaults. */
  public static StreamSettings defaults() {
    return new StreamSettings(
        Set.of(),
        MAXIMUM_SUBSCRIPTIONS.defaultValue(),
        MAXIMUM_MESSAGE_BYTES,
        QUEUE_CAPACITY.defaultValue(),
        SEND_TIMEOUT.defaultValue());
  }
}
