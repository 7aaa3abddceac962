package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the markets. */
@Command(
    name = "list",
    description = "List the markets, what each takes now, and what is planned.",
    footer = {"", "Example:  bourse market list"})
final class MarketListCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode answer = operator.markets();
    if (json) {
      terminal.out().println(Json.pretty(answer));
    } else {
      answer.path("items").forEach(market -> terminal.out().println(MarketLine.of(market)));
    }
  }
}
