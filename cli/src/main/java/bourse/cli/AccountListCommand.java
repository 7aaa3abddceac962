package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the accounts of the firm. */
@Command(
    name = "list",
    description = "List the accounts of the firm.",
    footer = {"", "Example:  bourse account list --json"})
final class AccountListCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AccountListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode accounts = operator.firmAccounts();
    if (json) {
      terminal.out().println(Json.pretty(accounts));
    } else {
      accounts.forEach(account -> terminal.out().println(AccountShowCommand.text(account)));
    }
  }
}
