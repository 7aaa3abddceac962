package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that a deposit over a chain was dealt with. */
@Command(
    name = "resolve",
    description = "Say that what a deposit over a chain called for was dealt with.",
    footer = {
      "",
      "Example:  bourse crypto resolve 5b2f0c1e-7a3f-8000-8000-00000000002a --note 'written off'"
    })
final class CryptoResolveCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the deposit.")
  private String id;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "What was done; it is on record.")
  private String note;

  CryptoResolveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.resolveChainDeposit(id, note), CryptoShowCommand::text);
  }
}
