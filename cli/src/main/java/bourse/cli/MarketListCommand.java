package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the markets. */
@Command(
    name = "list",
    description = "List the markets, what each takes now, and what is planned.",
    footer = {"", "Example:  bourse market list"})
final class MarketListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    Installation.Running running = installation.running();
    try (ServerConnection management = new ServerConnection(running.management())) {
      JsonNode answer = installation.operator(management).markets();
      if (json) {
        terminal.out().println(Json.pretty(answer));
      } else {
        answer.path("items").forEach(market -> terminal.out().println(MarketLine.of(market)));
      }
    }
  }
}
