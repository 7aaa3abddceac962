package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keep a user out until somebody has looked, for the own safety. All sessions end at once. */
@Command(
    name = "freeze",
    description =
        "Keep a user out until somebody has looked, for the own safety. All sessions end at once.",
    footer = {"", "Example:  bourse user freeze ada@example.org --note 'lost the telephone'"})
final class UserFreezeCommand implements Runnable {
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

  UserFreezeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode changed = installation.operator(management).setUserStatus(user, "freeze", note);
      terminal.out().println(json ? Json.pretty(changed) : UserListCommand.line(changed));
    }
  }
}
