package bourse.cli;

import bourse.cli.client.Operator;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends maintenance. */
@Command(
    name = "off",
    description = "Serve everyone again, at once.",
    footer = {"", "Example:  bourse maintenance off"})
final class MaintenanceOffCommand extends AnswerCommand {
  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  MaintenanceOffCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.endMaintenance(Optional.ofNullable(note)), MaintenanceStatusCommand::line);
  }
}
