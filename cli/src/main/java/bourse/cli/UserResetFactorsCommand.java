package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the second factors of a user who lost them. */
@Command(
    name = "reset-factors",
    description = "Remove all second factors of a user who lost them.",
    footer = {
      "",
      "All sessions end too, and the user is told by mail. The password alone lets in until the"
          + " user adds a factor: make sure",
      "that it is the user who asks.",
      "",
      "Example:  bourse user reset-factors ada@example.org --note 'lost the phone, seen in person'"
    })
final class UserResetFactorsCommand implements Runnable {
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

  UserResetFactorsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode reset = installation.operator(management).resetFactors(user, note);
      terminal
          .out()
          .println(json ? Json.pretty(reset) : Waiting.text(reset, UserListCommand::line));
    }
  }
}
