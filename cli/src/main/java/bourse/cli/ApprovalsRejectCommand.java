package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reject what somebody asked for, or take back the own. */
@Command(
    name = "reject",
    description = "Reject what somebody asked for, or take back the own.",
    footer = {
      "",
      "Example:  bourse approvals reject 019b2c1e-7a3f-7000-8000-00000000002a --note 'wrong amount'"
    })
final class ApprovalsRejectCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the approval.")
  private String id;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  ApprovalsRejectCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode rejected = operator.reject(id, Optional.ofNullable(note));
    print(rejected, ApprovalsListCommand::line);
  }
}
