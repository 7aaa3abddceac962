package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keep a user out, by decision. All sessions end at once. */
@Command(
    name = "suspend",
    description = "Keep a user out, by decision. All sessions end at once.",
    footer = {"", "Example:  bourse user suspend ada@example.org --note 'sent us threats'"})
final class UserSuspendCommand implements Runnable {
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

  UserSuspendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode changed = installation.operator(management).setUserStatus(user, "suspend", note);
      terminal.out().println(json ? Json.pretty(changed) : UserListCommand.line(changed));
    }
  }
}
