package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a deposit over a chain with what it moved. */
@Command(
    name = "show",
    description = "Show a deposit over a chain with what it moved.",
    footer = {"", "Example:  bourse crypto show 5b2f0c1e-7a3f-8000-8000-00000000002a"})
final class CryptoShowCommand extends AnswerCommand {
  private static final List<String> FIELDS =
      List.of("address", "place", "block", "exact", "dust", "credited", "debited", "owed");

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the deposit.")
  private String id;

  CryptoShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.chainDeposit(id), CryptoShowCommand::text);
  }

  static String text(JsonNode found) {
    JsonNode deposit = found.path("deposit");
    StringBuilder text = new StringBuilder(CryptoListCommand.line(deposit));
    for (String field : FIELDS) {
      if (deposit.has(field)) {
        text.append("\n%-12s %s".formatted(field, deposit.path(field).asText()));
      }
    }
    found
        .path("movements")
        .forEach(one ->
            text.append(
                "\n%-12s %s %s %s  %s%s"
                    .formatted(
                        "moved",
                        one.path("kind").asText(),
                        one.path("amount").asText(),
                        one.path("status").asText(),
                        one.path("reference").asText(),
                        one.has("refusal") ? "  refused: " + one.path("refusal").asText() : "")));
    return text.toString();
  }
}
