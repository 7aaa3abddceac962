package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.platform.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the roles of a user, or those that there are. */
@Command(
    name = "list",
    description = "Show the roles of a user; without one, every role and what it is for.",
    footer = {
      "",
      "What each role may do stands in docs/reference/permissions.md.",
      "",
      "Example:  bourse role list",
      "          bourse role list grace@example.org"
    })
final class RoleListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "USER",
      description = "The user's address or id.")
  private String user;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  RoleListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (user == null) {
      listAll();
      return;
    }
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode shown = installation.operator(management).user(user);
      terminal.out().println(json ? Json.pretty(shown) : text(shown));
    }
  }

  private void listAll() {
    if (json) {
      ArrayNode all = Json.object().putArray("roles");
      for (Role role : Role.values()) {
        all.addObject().put("role", role.name()).put("description", role.description());
      }
      terminal.out().println(Json.pretty(all));
      return;
    }
    for (Role role : Role.values()) {
      terminal.out().println("%-11s %s".formatted(role, role.description()));
    }
  }

  /** A user's roles in a line. */
  static String text(JsonNode user) {
    return user.path("email").asText()
        + "  "
        + user.path("roles").valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
  }
}
