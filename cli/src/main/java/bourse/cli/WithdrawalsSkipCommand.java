package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a withdrawal up. */
@Command(
    name = "skip",
    description = "Give up a withdrawal that could not be sent, unless its rail has it after all.",
    footer = {
      "",
      "Example:  bourse withdrawals skip 019b2c1e-7a3f-7000-8000-00000000002a --reason 'Choose"
          + " another way'"
    })
final class WithdrawalsSkipCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the withdrawal.")
  private String id;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; the client reads it.")
  private String reason;

  WithdrawalsSkipCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.skipWithdrawal(id, reason), WithdrawalsShowCommand::text);
  }
}
