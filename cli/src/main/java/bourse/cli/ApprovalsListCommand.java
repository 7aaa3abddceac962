package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Show what waits for a second person, and what became of the latest. */
@Command(
    name = "list",
    description = "Show what waits for a second person, and what became of the latest.",
    footer = {"", "Example:  bourse approvals list --status PENDING"})
final class ApprovalsListCommand extends OperatorCommand {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only PENDING, APPROVED, REJECTED or FAILED ones.")
  private String status;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ApprovalsListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode items = operator.approvals(Optional.ofNullable(status));
    if (json) {
      terminal.out().println(Json.pretty(items));
    } else {
      items.forEach(approval -> terminal.out().println(line(approval)));
    }
  }

  /** In a line. */
  static String line(JsonNode approval) {
    return "%s  %-8s  %s  %s  by %s%s"
        .formatted(
            approval.path("id").asText(),
            approval.path("status").asText(),
            approval.path("action").asText(),
            approval.path("target").asText(),
            approval.path("maker").asText(),
            approval.path("note").asText().isEmpty() ? "" : ": " + approval.path("note").asText());
  }
}
