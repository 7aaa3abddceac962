package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims and rejects a case. */
@Command(
    name = "reject",
    description = "Claim a case that waits, and reject it.",
    footer = {
      "",
      "Example:  bourse kyc reject 019b2c1e-7a3f-7000-8000-00000000002a --reason 'not the person'"
    })
final class KycRejectCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the case.")
  private String id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; the client reads it.")
  private String reason;

  KycRejectCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.claimKycCase(id);
    print(operator.rejectKycCase(id, reason), KycListCommand::line);
  }
}
