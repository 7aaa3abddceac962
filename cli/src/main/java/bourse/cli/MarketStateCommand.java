package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a market into another state, now or later. */
@Command(
    name = "state",
    description = "Bring a market into another state. It is audited under your system user.",
    footer = {
      "",
      "Each state says which may come next; bourse market list --json shows them.",
      "The state that a market is in takes back what was planned.",
      "",
      "Example:  bourse market state BTC-USD HALTED",
      "          bourse market state BTC-USD CLOSED --at 2030-12-31T17:30:00Z"
    })
final class MarketStateCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "SYMBOL", description = "The symbol: BTC-USD.")
  private String symbol;

  @Parameters(index = "1", paramLabel = "STATE", description = "Such as TRADING or HALTED.")
  private String state;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When, RFC 3339, instead of what was planned before. Default: now.")
  private String at;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketStateCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode answer = operator.setMarketState(symbol, state, Optional.ofNullable(at));
    if (json) {
      terminal.out().println(Json.pretty(answer));
    } else {
      terminal.out().println(MarketLine.of(answer));
    }
  }
}
