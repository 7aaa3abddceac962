package bourse.platform.events;

import bourse.platform.config.Setting;
import java.util.List;

/** The settings of events. */
public final class KafkaSettings {
  public static final Setting<Integer> PORT =
      Setting.port(
          "kafka.port", 19092, "Port of the broker on the loopback address; 0 takes a free one.");
  public static final Setting<Integer> CONTROLLER_PORT =
      Setting.port(
          "kafka.controller-port",
          19093,
          "Port of the broker's controller on the loopback address; 0 takes a free one.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(PORT, CONTROLLER_PORT);

  private KafkaSettings() {}
}
