package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
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
final class MarketDelistCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "SYMBOL", description = "The symbol: BTC-USD.")
  private String symbol;

  MarketDelistCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode answer = operator.delist(symbol);
    print(answer, MarketLine::of);
  }
}
