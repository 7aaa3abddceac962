package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What one account pays. */
@Command(
    name = "account",
    description =
        "Show what an account pays, its volume of 30 days, and what is missing to pay less.",
    footer = {"", "Example:  bourse fees account ada@example.org"})
final class FeesAccountCommand extends OperatorCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  FeesAccountCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode fees = operator.feesOf(account);
    if (json) {
      terminal.out().println(Json.pretty(fees));
    } else {
      print(fees);
    }
  }

  private void print(JsonNode fees) {
    JsonNode volume = fees.path("volume");
    terminal
        .out()
        .println(
            "Group %s, %s"
                .formatted(
                    fees.path("group").asText(),
                    volume.isMissingNode()
                        ? "volume is not counted"
                        : "%s %s traded within %s days"
                            .formatted(
                                volume.path("amount").asText(),
                                volume.path("currency").asText(),
                                volume.path("days").asText())));
    for (JsonNode item : fees.path("items")) {
      terminal.out().println(line(item));
    }
  }

  private static String line(JsonNode item) {
    JsonNode next = item.path("nextTier");
    return "%s  maker %s, taker %s basis points%s"
        .formatted(
            item.path("symbol").asText(),
            item.path("makerBasisPoints").asText(),
            item.path("takerBasisPoints").asText(),
            next.isMissingNode()
                ? ""
                : "; %s more for maker %s, taker %s"
                    .formatted(
                        next.path("missing").asText(),
                        next.path("makerBasisPoints").asText(),
                        next.path("takerBasisPoints").asText()));
  }
}
