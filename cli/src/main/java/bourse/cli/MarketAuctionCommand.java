package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls an auction in a market, now or later, with its end. */
@Command(
    name = "auction",
    description =
        "Collect orders in a market, and trade them at one price. It is audited under your system"
            + " user.",
    footer = {
      "",
      "In an auction it sets when that ends. Without an end, bourse market state SYMBOL TRADING ends it;",
      "HALTED breaks it off, and nothing trades.",
      "",
      "Example:  bourse market auction BTC-USD --uncross-at 2030-12-31T09:00:00Z",
      "          bourse market auction BTC-USD --at 2030-12-31T17:30:00Z --uncross-at 2030-12-31T17:35:00Z --then CLOSED"
    })
final class MarketAuctionCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "SYMBOL", description = "The symbol: BTC-USD.")
  private String symbol;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When it begins, RFC 3339, instead of what was planned before. Default: now.")
  private String at;

  @Option(
      names = "--uncross-at",
      paramLabel = "TIME",
      description = "When it ends and trades, RFC 3339. Default: when you say so.")
  private String uncrossAt;

  @Option(
      names = "--then",
      paramLabel = "STATE",
      description = "What the market becomes at the end, such as CLOSED. Default: TRADING.")
  private String then;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketAuctionCommand(Terminal terminal) {
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
              .callAuction(
                  symbol,
                  Optional.ofNullable(at),
                  Optional.ofNullable(uncrossAt),
                  Optional.ofNullable(then));
      if (json) {
        terminal.out().println(Json.pretty(answer));
      } else {
        terminal.out().println(MarketLine.of(answer));
      }
    }
  }
}
