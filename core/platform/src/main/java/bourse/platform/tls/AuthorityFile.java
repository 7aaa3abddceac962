package bourse.platform.tls;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The PEM file of an authority that a setting such as {@code database.ca} names. */
public final class AuthorityFile {
  private AuthorityFile() {}

  /**
   * The file; empty where the setting is, for the authorities that Java trusts.
   *
   * @param directory that a relative path is in
   * @throws Fault {@code BAD_CONFIGURATION} when it can't be read
   */
  public static Optional<Path> of(Settings settings, Setting<Path> setting, Path directory) {
    Path named = settings.get(setting);
    if (named.toString().isEmpty()) {
      return Optional.empty();
    }
    Path file = directory.resolve(named);
    if (!Files.isReadable(file)) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          setting.key() + " " + file + " is no file that this user may read: correct it");
    }
    return Optional.of(file);
  }
}
