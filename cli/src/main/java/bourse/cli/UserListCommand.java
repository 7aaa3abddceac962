package bourse.cli;

import bourse.cli.client.Operator;
import bourse.cli.client.ServerConnection;
import bourse.platform.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds users. */
@Command(
    name = "list",
    description = "Find users, newest first.",
    footer = {
      "",
      "Example:  bourse user list --email ada",
      "          bourse user list --role SUPPORT --status ACTIVE"
    })
final class UserListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--email", paramLabel = "PREFIX", description = "How the address begins.")
  private String email;

  @Option(names = "--status", paramLabel = "STATUS", description = "ACTIVE, FROZEN or DISABLED.")
  private String status;

  @Option(names = "--role", paramLabel = "ROLE", description = "One of ${COMPLETION-CANDIDATES}.")
  private Role role;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  UserListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      Operator operator = installation.operator(management);
      Optional<String> cursor = Optional.empty();
      do {
        JsonNode page =
            operator.users(
                Optional.ofNullable(email),
                Optional.ofNullable(status),
                Optional.ofNullable(role).map(Role::name),
                cursor);
        page.path("items")
            .forEach(user -> terminal.out().println(json ? user.toString() : line(user)));
        cursor = Optional.ofNullable(page.path("nextCursor").textValue());
      } while (cursor.isPresent());
    }
  }

  /** A user in a line. */
  static String line(JsonNode user) {
    return "%s  %-8s  account %s  %s  %s"
        .formatted(
            user.path("id").asText(),
            user.path("status").asText(),
            user.path("account").asText(),
            user.path("email").asText(),
            user.path("roles")
                .valueStream()
                .map(JsonNode::asText)
                .collect(Collectors.joining(" ")));
  }
}
