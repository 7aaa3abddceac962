package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import picocli.CommandLine.Command;

/** Prints the fee schedule. */
@Command(
    name = "show",
    description = "Print the fee schedule as JSON, as bourse fees set reads it.",
    footer = {"", "Example:  bourse fees show > fees.json"})
final class FeesShowCommand extends OperatorCommand {
  FeesShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    terminal.out().println(Json.pretty(operator.fees()));
  }
}
