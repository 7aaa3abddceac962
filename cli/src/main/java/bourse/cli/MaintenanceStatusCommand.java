package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Shows whether there is maintenance. */
@Command(
    name = "status",
    description = "Show whether the public port is under maintenance.",
    footer = {"", "Example:  bourse maintenance status"})
final class MaintenanceStatusCommand extends AnswerCommand {
  MaintenanceStatusCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.maintenance(), MaintenanceStatusCommand::line);
  }

  /** It in a line. */
  static String line(JsonNode maintenance) {
    if (!maintenance.path("on").asBoolean()) {
      return "off";
    }
    String end = maintenance.path("endsAt").asText();
    return "on since "
        + maintenance.path("since").asText()
        + " by "
        + maintenance.path("author").asText()
        + (end.isEmpty() ? "" : ", until " + end)
        + ": "
        + maintenance.path("message").asText();
  }
}
