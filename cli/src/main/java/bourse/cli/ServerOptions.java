package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.server.BourseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that change settings for one run. */
final class ServerOptions {
  private static final String CONSOLE = "console.directory";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one setting for this run; may be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** The settings of the installation's file with these on top. */
  Settings settings(Installation installation) {
    refuseSecrets();
    Settings settings =
        Settings.load(BourseServer.catalogue(), installation.configuration(), overrides);
    Optional<Path> console = packagedConsole();
    if (console.isEmpty() || !isDefault(settings, CONSOLE)) {
      return settings;
    }
    Map<String, String> withConsole = new LinkedHashMap<>(overrides);
    withConsole.put(CONSOLE, console.get().toString());
    return Settings.load(BourseServer.catalogue(), installation.configuration(), withConsole);
  }

  /** Everybody on the machine can read the command line of a process. */
  private void refuseSecrets() {
    for (String key : overrides.keySet()) {
      if (BourseServer.catalogue().find(key).filter(Setting::secret).isPresent()) {
        throw new Fault(
            ErrorCode.BAD_CONFIGURATION,
            key
                + " is a secret, and other users of this machine can read command lines: write it"
                + " into the configuration file");
      }
    }
  }

  private static boolean isDefault(Settings settings, String key) {
    return settings.effective().stream()
        .anyMatch(effective ->
            effective.setting().key().equals(key) && effective.origin() == Settings.Origin.DEFAULT);
  }

  /** The console that came with this package, if it is one. */
  private static Optional<Path> packagedConsole() {
    return Optional.ofNullable(System.getProperty("bourse.home"))
        .map(home -> Path.of(home, "console"))
        .filter(Files::isDirectory);
  }
}
