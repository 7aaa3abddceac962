package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that a payment was dealt with. */
@Command(
    name = "resolve",
    description = "Say that what a payment called for was dealt with.",
    footer = {
      "",
      "Example:  bourse payments resolve 019b2c1e-7a3f-7000-8000-00000000002a --note 'written off'"
    })
final class PaymentsResolveCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the payment.")
  private String id;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "What was done; it is on record.")
  private String note;

  PaymentsResolveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.resolvePayment(id, note), PaymentsShowCommand::text);
  }
}
