package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends an API key. */
@Command(
    name = "revoke",
    description = "End an API key of a user. It works at the next request, and is audited.",
    footer = {
      "",
      "Example:  bourse apikey revoke 0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77 --note 'seen in a paste'"
    })
final class ApiKeyRevokeCommand extends OperatorCommand {
  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = "The key's id, as bourse apikey list shows it.")
  private String key;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit.")
  private String note;

  ApiKeyRevokeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.revokeApiKey(key, note);
    terminal.err().println("API key " + key + " works no more.");
  }
}
