package bourse.platform.keys;

import bourse.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/** The settings of key rotation. */
public final class KeySettings {
  public static final Setting<Duration> RETIRE_AFTER =
      Setting.duration(
          "keys.retire-after",
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofDays(365),
          "The older version of a key stays at least this long after its rotation; longer, while"
              + " anything is encrypted with it.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(RETIRE_AFTER);

  private KeySettings() {}
}
