package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the accounts of the firm. */
@Command(
    name = "list",
    description = "List the accounts of the firm.",
    footer = {"", "Example:  bourse account list --json"})
final class AccountListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AccountListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode accounts = installation.operator(management).firmAccounts();
      if (json) {
        terminal.out().println(Json.pretty(accounts));
      } else {
        accounts.forEach(account -> terminal.out().println(AccountShowCommand.text(account)));
      }
    }
  }
}
