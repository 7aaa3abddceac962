package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a payment with what it moved and what its provider told. */
@Command(
    name = "show",
    description = "Show a payment with what it moved and what its provider told.",
    footer = {"", "Example:  bourse payments show 019b2c1e-7a3f-7000-8000-00000000002a"})
final class PaymentsShowCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the payment.")
  private String id;

  PaymentsShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.payment(id), PaymentsShowCommand::text);
  }

  static String text(JsonNode found) {
    StringBuilder text = new StringBuilder(PaymentsListCommand.line(found.path("deposit")));
    add(text, "attempt", found.path("attempt"));
    add(text, "payment", found.path("payment"));
    add(text, "credited", found.at("/deposit/credited"));
    add(text, "debited", found.at("/deposit/debited"));
    add(text, "owed", found.at("/deposit/owed"));
    add(text, "failure", found.at("/deposit/failure"));
    add(text, "next look", found.path("nextLookAt"));
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
    found
        .path("refunds")
        .forEach(one ->
            text.append(
                "\n%-12s %s %s  %s%s"
                    .formatted(
                        "refund",
                        one.path("amount").asText(),
                        one.path("status").asText(),
                        one.path("note").asText(),
                        one.has("failure") ? "  ! " + one.path("failure").asText() : "")));
    found
        .path("events")
        .forEach(one ->
            text.append(
                "\n%-12s %s  %s  %s"
                    .formatted(
                        "told",
                        one.path("receivedAt").asText(),
                        one.path("type").asText(),
                        one.path("id").asText())));
    return text.toString();
  }

  private static void add(StringBuilder text, String name, JsonNode value) {
    if (!value.isMissingNode()) {
      text.append("\n%-12s %s".formatted(name, value.asText()));
    }
  }
}
