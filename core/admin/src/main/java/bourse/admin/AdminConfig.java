package bourse.admin;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.http.HttpSettings;
import java.util.List;

/**
 * The management port, on this machine only.
 *
 * @param http its listener
 */
public record AdminConfig(HttpSettings http) {
  public static final Setting<Integer> PORT =
      Setting.port(
          "management.port",
          9090,
          "The port of health, metrics and the command line; on this machine only.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS = List.of(PORT);

  public static AdminConfig of(Settings settings) {
    return new AdminConfig(HttpSettings.of("127.0.0.1", settings.get(PORT)));
  }
}
