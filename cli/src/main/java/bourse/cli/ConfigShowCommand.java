package bourse.cli;

import bourse.cli.client.Json;
import bourse.platform.config.Settings;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows every setting with its value. */
@Command(
    name = "show",
    description = "Show every setting with the value in effect and where it comes from.",
    footer = {"", "Secrets are not shown.", "", "Example:  bourse config show --data ./data"})
final class ConfigShowCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ConfigShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Settings settings = options.settings(data.installation(terminal));
    if (json) {
      ArrayNode list = Json.object().putArray("settings");
      for (Settings.Effective effective : settings.effective()) {
        list.addObject()
            .put("key", effective.setting().key())
            .put("value", effective.text())
            .put("origin", effective.origin().name())
            .put("place", effective.place());
      }
      terminal.out().println(Json.pretty(list));
      return;
    }
    for (Settings.Effective effective : settings.effective()) {
      String place =
          effective.place().isEmpty()
              ? effective.origin().name().toLowerCase(Locale.ROOT)
              : effective.place();
      terminal
          .out()
          .println("%s: %s  (%s)".formatted(effective.setting().key(), effective.text(), place));
    }
  }
}
