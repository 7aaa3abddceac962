package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a withdrawal with everything that is known of it. */
@Command(
    name = "show",
    description =
        "Show a withdrawal: where it goes, what it waits for, and what became of it when.",
    footer = {"", "Example:  bourse withdrawals show 019b2c1e-7a3f-7000-8000-00000000002a"})
final class WithdrawalsShowCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the withdrawal.")
  private String id;

  WithdrawalsShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.withdrawal(id), WithdrawalsShowCommand::text);
  }

  static String text(JsonNode found) {
    StringBuilder text = new StringBuilder(WithdrawalsListCommand.line(found.path("withdrawal")));
    add(text, "to", found.at("/destination/name"));
    found
        .at("/destination/fields")
        .properties()
        .forEach(field -> add(text, "  " + field.getKey(), field.getValue()));
    add(text, "keys are with", found.at("/destination/institution"));
    add(text, "from", found.at("/originator/name"));
    add(text, "purpose", found.at("/originator/purpose"));
    add(text, "fee", found.at("/withdrawal/fee"));
    add(text, "counts as", found.at("/withdrawal/counted"));
    add(text, "rate", found.at("/rate/value"));
    add(text, "  by", found.at("/rate/source"));
    add(text, "  as of", found.at("/rate/at"));
    found.at("/withdrawal/reasons").forEach(reason -> add(text, "look at it", reason));
    add(text, "approvals", found.at("/withdrawal/approvalsNeeded"));
    found.path("approvals").forEach(one -> add(text, "approved", approval(one)));
    add(text, "content hash", found.path("contentHash"));
    if (!found.path("asConfirmed").asBoolean()) {
      text.append("\nThe client has not confirmed exactly this.");
    }
    add(text, "reference", found.path("reference"));
    add(text, "at the bank", found.at("/bankTransfer/status"));
    add(text, "failure", found.at("/withdrawal/failure"));
    found.path("movements").forEach(one -> text.append(moved(one)));
    found.path("history").forEach(one -> text.append(step(one)));
    return text.toString();
  }

  private static JsonNode approval(JsonNode one) {
    return TextNode.valueOf(
        one.path("at").asText()
            + " by "
            + one.path("approver").asText()
            + (one.path("counts").asBoolean() ? "" : ", of something else: void"));
  }

  private static String moved(JsonNode one) {
    return "\n%-14s %s %s %s  %s%s"
        .formatted(
            "moved",
            one.path("kind").asText(),
            one.path("amount").asText(),
            one.path("currency").asText(),
            one.path("status").asText(),
            one.has("refusal") ? "  refused: " + one.path("refusal").asText() : "");
  }

  private static String step(JsonNode one) {
    return "\n%-14s %s  %s  by %s  %s"
        .formatted(
            "was",
            one.path("at").asText(),
            one.path("status").asText(),
            one.path("actor").asText(),
            one.path("note").asText())
        .stripTrailing();
  }

  private static void add(StringBuilder text, String name, JsonNode value) {
    if (!value.isMissingNode()) {
      text.append("\n%-14s %s".formatted(name, value.asText()));
    }
  }
}
