package bourse.cli;

import bourse.cli.client.Operator;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves nobody from somewhere. */
@Command(
    name = "add",
    description = "Serve nobody from an address, a subnet or a country. It works at once.",
    footer = {
      "",
      "Countries need http.countries-file.",
      "",
      "Example:  bourse restriction add 203.0.113.0/24 --note 'attacks since Monday'",
      "          bourse restriction add KP --note 'sanctions'"
    })
final class RestrictionAddCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "An address, a subnet, or a country by two capital letters.")
  private String target;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit.")
  private String note;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "When it ends, RFC 3339; without it when it is removed.")
  private String until;

  RestrictionAddCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    String kind = target.matches("[A-Za-z]+") ? "COUNTRY" : "ADDRESS";
    print(
        operator.addRestriction(kind, target, note, Optional.ofNullable(until)),
        RestrictionListCommand::line);
  }
}
