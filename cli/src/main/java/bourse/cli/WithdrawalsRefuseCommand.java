package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Refuses a withdrawal. */
@Command(
    name = "refuse",
    description = "Refuse a withdrawal that has not gone yet; the client has the funds again.",
    footer = {
      "",
      "Example:  bourse withdrawals refuse 019b2c1e-7a3f-7000-8000-00000000002a --reason 'Call us'"
    })
final class WithdrawalsRefuseCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the withdrawal.")
  private String id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; the client reads it.")
  private String reason;

  WithdrawalsRefuseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.refuseWithdrawal(id, reason), WithdrawalsShowCommand::text);
  }
}
