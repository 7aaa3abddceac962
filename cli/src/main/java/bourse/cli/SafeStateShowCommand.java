package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how much the venue does. */
@Command(
    name = "show",
    description = "Show the venue's safe state, why it is there, and since when.",
    footer = {"", "Example:  bourse safe-state show"})
final class SafeStateShowCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SafeStateShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode state = installation.operator(management).safeState();
      terminal.out().println(json ? Json.pretty(state) : text(state));
    }
  }

  static String text(JsonNode state) {
    return state.path("state").asText()
        + (state.hasNonNull("since")
            ? " (%s since %s)".formatted(state.path("cause").asText(), state.path("since").asText())
            : "");
  }
}
