package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a user at a running server. */
@Command(
    name = "create",
    description = "Create a user. The password is typed, or read from a file or standard input.",
    footer = {
      "",
      "Example:  bourse user create ada@example.org --full-name \"Ada Lovelace\"",
    })
final class UserCreateCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(paramLabel = "EMAIL", description = "The address that the user logs in with.")
  private String email;

  @Option(names = "--full-name", paramLabel = "NAME", required = true, description = "Their name.")
  private String fullName;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password.")
  private Path passwordFile;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  UserCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    Installation.Running running = installation.running();
    String password = terminal.password(Optional.ofNullable(passwordFile), "Password of " + email);
    try (ServerConnection management = new ServerConnection(running.management())) {
      JsonNode user = installation.operator(management).createUser(email, password, fullName);
      if (json) {
        terminal.out().println(Json.pretty(user));
      } else {
        terminal.out().println("Created " + email + ", user " + user.path("id").asText() + ".");
      }
    }
  }
}
