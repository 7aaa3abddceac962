package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
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
final class MarketReferenceCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "SYMBOL", description = "The symbol: BTC-USD.")
  private String symbol;

  @Parameters(index = "1", paramLabel = "PRICE", description = "A decimal number: 42000.50.")
  private String price;

  @Option(
      names = "--seen-at",
      paramLabel = "TIME",
      description = "When the price was seen, RFC 3339. Default: now.")
  private String seenAt;

  MarketReferenceCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode set = operator.setReference(symbol, price, Optional.ofNullable(seenAt));
    print(set, answer -> "The reference price of %s is %s.".formatted(symbol, price));
  }
}
