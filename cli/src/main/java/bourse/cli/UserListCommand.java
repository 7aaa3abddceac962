package bourse.cli;

import bourse.cli.client.Operator;
import bourse.platform.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
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
final class UserListCommand extends OperatorCommand {
  @Option(names = "--email", paramLabel = "PREFIX", description = "How the address begins.")
  private String email;

  @Option(names = "--status", paramLabel = "STATUS", description = "ACTIVE, FROZEN or DISABLED.")
  private String status;

  @Option(names = "--role", paramLabel = "ROLE", description = "One of ${COMPLETION-CANDIDATES}.")
  private Role role;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  UserListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    forEach(
        cursor ->
            operator.users(
                Optional.ofNullable(email),
                Optional.ofNullable(status),
                Optional.ofNullable(role).map(Role::name),
                cursor),
        user -> terminal.out().println(json ? user.toString() : line(user)));
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
