package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims a case and hands it back to its client. */
@Command(
    name = "request",
    description = "Claim a case that waits, and ask its client for something else.",
    footer = {
      "",
      "Example:  bourse kyc request 019b2c1e-7a3f-7000-8000-00000000002a --reason 'the whole"
          + " address'"
    })
final class KycRequestCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the case.")
  private String id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "What is needed; the client reads it.")
  private String reason;

  KycRequestCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.claimKycCase(id);
    print(operator.askKycCaseAgain(id, reason), KycListCommand::line);
  }
}
