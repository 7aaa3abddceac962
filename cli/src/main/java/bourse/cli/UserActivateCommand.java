package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Let a user in again. */
@Command(
    name = "activate",
    description = "Let a user in again.",
    footer = {"", "Example:  bourse user activate ada@example.org --note 'cleared'"})
final class UserActivateCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "USER", description = "The user's address or id.")
  private String user;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  UserActivateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode changed = installation.operator(management).setUserStatus(user, "activate", note);
      terminal.out().println(json ? Json.pretty(changed) : UserListCommand.line(changed));
    }
  }
}
