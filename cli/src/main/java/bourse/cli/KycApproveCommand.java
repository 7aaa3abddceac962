package bourse.cli;

import bourse.cli.client.Operator;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims and approves a case. */
@Command(
    name = "approve",
    description = "Claim a case that waits, and approve it.",
    footer = {
      "",
      "Where its level wants two reviewers, the second is a user with the permission: operators at"
          + " the machine",
      "are one person.",
      "",
      "Example:  bourse kyc approve 019b2c1e-7a3f-7000-8000-00000000002a --note 'seen at the desk'"
    })
final class KycApproveCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the case.")
  private String id;

  @Option(names = "--note", paramLabel = "TEXT", description = "For the audit.")
  private String note;

  KycApproveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.claimKycCase(id);
    print(operator.approveKycCase(id, Optional.ofNullable(note)), KycListCommand::line);
  }
}
