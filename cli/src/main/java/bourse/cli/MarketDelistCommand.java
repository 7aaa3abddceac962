package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a symbol off the exchange. */
@Command(
    name = "delist",
    description = "Take a symbol off the exchange for ever. It is audited under your system user.",
    footer = {
      "",
      "Its open orders are cancelled. Its name is never used again.",
      "",
      "Example:  bourse market delist BTC-USD"
    })
final class MarketDelistCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "SYMBOL", description = "The symbol: BTC-USD.")
  private String symbol;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketDelistCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    Installation.Running running = installation.running();
    try (ServerConnection management = new ServerConnection(running.management())) {
      JsonNode answer = installation.operator(management).delist(symbol);
      if (json) {
        terminal.out().println(Json.pretty(answer));
      } else {
        terminal.out().println(MarketLine.of(answer));
      }
    }
  }
}
