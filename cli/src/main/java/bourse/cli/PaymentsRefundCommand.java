package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives back what a client paid in. */
@Command(
    name = "refund",
    description =
        "Give back what a client paid in, or a part of it. The account is debited first, then the"
            + " provider is asked.",
    footer = {
      "",
      "Example:  bourse payments refund 019b2c1e-7a3f-7000-8000-00000000002a --amount 50 --note"
          + " 'asked for'"
    })
final class PaymentsRefundCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the payment.")
  private String id;

  @Option(
      names = "--amount",
      required = true,
      paramLabel = "AMOUNT",
      description = "In the payment's currency.")
  private String amount;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; it is on record.")
  private String note;

  PaymentsRefundCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.refundPayment(id, amount, note), PaymentsShowCommand::text);
  }
}
