package bourse.kyc;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an operator decides about KYC.
 *
 * @param levels of clients
 * @param screening what people are compared with
 */
public record KycConfig(Levels levels, LocalScreening screening) {
  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      Stream.concat(Levels.SETTINGS.stream(), LocalScreening.SETTINGS.stream()).toList();

  /**
   * Reads the settings and the files that they name.
   *
   * @param directory the data directory
   * @throws bourse.domain.Fault {@code BAD_CONFIGURATION}
   */
  public static KycConfig of(Settings settings, Path directory) {
    return new KycConfig(Levels.of(settings, directory), LocalScreening.of(settings, directory));
  }
}
