package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a command booked. */
@Command(
    name = "postings",
    description = "Show what a command booked, and what took it back.",
    footer = {"", "Example:  bourse ledger postings 4711"})
final class LedgerPostingsCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "SEQUENCE", description = "The command's sequence.")
  private long sequence;

  LedgerPostingsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.ledger("commands/" + sequence, Map.of()), LedgerPostingsCommand::text);
  }

  private static String text(JsonNode command) {
    StringBuilder text = new StringBuilder();
    if (command.has("transfer")) {
      text.append(transfer(command.path("transfer")));
    }
    command
        .path("postings")
        .forEach(one ->
            text.append(
                "%-10s %-9s account %-10s %24s %-6s then %s%n"
                    .formatted(
                        one.at("/posting/type").asText(),
                        one.at("/posting/bucket").asText(),
                        one.path("account").asText(),
                        one.at("/posting/amount").asText(),
                        one.path("currency").asText(),
                        one.at("/posting/balanceAfter").asText())));
    command
        .path("followedBy")
        .forEach(other -> text.append("followed by ").append(transfer(other)));
    return text.toString().stripTrailing();
  }

  private static String transfer(JsonNode transfer) {
    return "%s %s %s from account %s to account %s%s, command %s, %s%n"
        .formatted(
            transfer.path("type").asText(),
            transfer.path("amount").asText(),
            transfer.path("currency").asText(),
            transfer.path("from").asText(),
            transfer.path("to").asText(),
            transfer.has("reason") ? " for " + transfer.path("reason").asText() : "",
            transfer.path("sequence").asText(),
            transfer.path("at").asText());
  }
}
