package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Serves somebody again. */
@Command(
    name = "remove",
    description = "Remove a restriction. It works at once.",
    footer = {"", "Example:  bourse restriction remove 0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77"})
final class RestrictionRemoveCommand extends OperatorCommand {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "Of the restriction, as bourse restriction list shows it.")
  private String id;

  RestrictionRemoveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.removeRestriction(id);
    terminal.err().println("The restriction " + id + " is removed.");
  }
}
