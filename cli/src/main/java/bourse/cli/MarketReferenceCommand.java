package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets the price that a market's price limits are counted from. */
@Command(
    name = "reference",
    description = "Set the reference price of a market. It is audited under your system user.",
    footer = {
      "",
      "It counts before the last trade, until it is older than the symbol lets it be. 0 takes it away.",
      "",
      "Example:  bourse market reference BTC-USD 42000.50"
    })
final class MarketReferenceCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "SYMBOL", description = "The symbol: BTC-USD.")
  private String symbol;

  @Parameters(index = "1", paramLabel = "PRICE", description = "A decimal number: 42000.50.")
  private String price;

  @Option(
      names = "--seen-at",
      paramLabel = "TIME",
      description = "When the price was seen, RFC 3339. Default: now.")
  private String seenAt;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketReferenceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    Installation.Running running = installation.running();
    try (ServerConnection management = new ServerConnection(running.management())) {
      JsonNode answer =
          installation
              .operator(management)
              .setReference(symbol, price, Optional.ofNullable(seenAt));
      if (json) {
        terminal.out().println(Json.pretty(answer));
      } else {
        terminal.out().println("The reference price of %s is %s.".formatted(symbol, price));
      }
    }
  }
}
