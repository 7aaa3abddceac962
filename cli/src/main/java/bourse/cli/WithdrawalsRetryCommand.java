package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a withdrawal tried again. */
@Command(
    name = "retry",
    description = "Try a withdrawal again that could not be sent.",
    footer = {
      "",
      "Example:  bourse withdrawals retry 019b2c1e-7a3f-7000-8000-00000000002a --note 'filled the"
          + " wallet'"
    })
final class WithdrawalsRetryCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the withdrawal.")
  private String id;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; it is on record.")
  private String note;

  WithdrawalsRetryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.retryWithdrawal(id, note), WithdrawalsShowCommand::text);
  }
}
