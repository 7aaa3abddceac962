package bourse.kyc;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an operator decides about KYC.
 *
 * @param levels of clients
 * @param screening what people are compared with
 * @param notice before a label ends its user is told, and may renew it
 * @param grace a label that ended counts for so long
 */
public record KycConfig(Levels levels, LocalScreening screening, Duration notice, Duration grace) {
  private static final Setting<Duration> NOTICE =
      Setting.duration(
          "kyc.renewal-notice",
          Duration.ofDays(30),
          "So long before the document of a client expires the client is told, and may show a new"
              + " one.");

  private static final Setting<Duration> GRACE =
      Setting.duration(
          "kyc.grace",
          Duration.ofDays(30),
          "So long after its document has expired a verification counts; then the client may only"
              + " cancel orders until there is a new one.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(Levels.SETTINGS, LocalScreening.SETTINGS, List.of(NOTICE, GRACE))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Reads the settings and the files that they name.
   *
   * @param directory the data directory
   * @throws bourse.domain.Fault {@code BAD_CONFIGURATION}
   */
  public static KycConfig of(Settings settings, Path directory) {
    return new KycConfig(
        Levels.of(settings, directory),
        LocalScreening.of(settings, directory),
        settings.get(NOTICE),
        settings.get(GRACE));
  }
}
