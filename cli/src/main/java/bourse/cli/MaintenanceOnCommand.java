package bourse.cli;

import bourse.cli.client.Operator;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Begins maintenance. */
@Command(
    name = "on",
    description =
        "Answer 503 with Retry-After to everyone but the back office, and close all streams. Orders"
            + " that rest go on resting: see safe-state for the market itself.",
    footer = {
      "",
      "Example:  bourse maintenance on --message 'We install an update.' --until"
          + " 2026-12-01T06:00:00Z"
    })
final class MaintenanceOnCommand extends AnswerCommand {
  @Option(names = "--message", paramLabel = "TEXT", description = "What clients are told.")
  private String message;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "When it is expected to end, RFC 3339, for Retry-After; it ends by hand.")
  private String until;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  MaintenanceOnCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(
        operator.beginMaintenance(
            Optional.ofNullable(message), Optional.ofNullable(until), Optional.ofNullable(note)),
        MaintenanceStatusCommand::line);
  }
}
