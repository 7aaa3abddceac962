package bourse.cli;

import bourse.platform.config.Settings;
import bourse.server.BourseServer;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a configuration file without starting anything. */
@Command(
    name = "check",
    description = "Check a configuration file; what is wrong is named with its line.",
    footer = {"", "Example:  bourse config check bourse.yaml"})
final class ConfigCheckCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file; else that of the data directory.")
  private Path file;

  ConfigCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Path checked = file == null ? data.installation(terminal).configuration() : file;
    Settings.load(BourseServer.catalogue(), checked, Map.of());
    terminal.message(checked + " is right.");
  }
}
