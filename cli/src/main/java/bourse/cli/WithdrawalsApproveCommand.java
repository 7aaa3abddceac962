package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Approves a withdrawal. */
@Command(
    name = "approve",
    description = "Approve a withdrawal, exactly as it was shown.",
    footer = {
      "",
      "Example:  bourse withdrawals approve 019b2c1e-7a3f-7000-8000-00000000002a --hash 9f86d0..."
          + " --note known"
    })
final class WithdrawalsApproveCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the withdrawal.")
  private String id;

  @Option(
      names = "--hash",
      required = true,
      paramLabel = "HASH",
      description = "The content hash that bourse withdrawals show has shown.")
  private String hash;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; it is on record.")
  private String note;

  WithdrawalsApproveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.approveWithdrawal(id, hash, note), WithdrawalsShowCommand::text);
  }
}
