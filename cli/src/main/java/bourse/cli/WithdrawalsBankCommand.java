package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what the bank said. */
@Command(
    name = "bank",
    description = "Say what became of the transfer at the bank.",
    footer = {
      "",
      "Example:  bourse withdrawals bank 019b2c1e-7a3f-7000-8000-00000000002a --outcome SENT"
          + " --reference E2E-4711"
    })
final class WithdrawalsBankCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the withdrawal.")
  private String id;

  @Option(
      names = "--outcome",
      required = true,
      paramLabel = "OUTCOME",
      description = "SENT, SETTLED (it is on the statement), NOT_SENT or RETURNED.")
  private String outcome;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      description = "The bank's reference; needed for SENT.")
  private String reference;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for NOT_SENT and RETURNED; the client reads it.")
  private String reason;

  WithdrawalsBankCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.tellBankTransfer(id, outcome, reference, reason), WithdrawalsShowCommand::text);
  }
}
