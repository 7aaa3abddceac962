package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Says how much the venue does. */
@Command(
    name = "show",
    description = "Show the venue's safe state, why it is there, and since when.",
    footer = {"", "Example:  bourse safe-state show"})
final class SafeStateShowCommand extends AnswerCommand {
  SafeStateShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode state = operator.safeState();
    print(state, SafeStateShowCommand::text);
  }

  static String text(JsonNode state) {
    return state.path("state").asText()
        + (state.hasNonNull("since")
            ? " (%s since %s)".formatted(state.path("cause").asText(), state.path("since").asText())
            : "");
  }
}
