package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
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
final class MarketAuctionCommand extends AnswerCommand {
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

  MarketAuctionCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode answer =
        operator.callAuction(
            symbol,
            Optional.ofNullable(at),
            Optional.ofNullable(uncrossAt),
            Optional.ofNullable(then));
    print(answer, MarketLine::of);
  }
}
