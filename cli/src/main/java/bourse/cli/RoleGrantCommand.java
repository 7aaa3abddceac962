package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.platform.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Give a user more roles. */
@Command(
    name = "grant",
    description = "Give a user more roles. It works at the next request, and is audited.",
    footer = {"", "Example:  bourse role grant grace@example.org SUPPORT"})
final class RoleGrantCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "USER", description = "The user's address or id.")
  private String user;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ROLE",
      description = "Among ${COMPLETION-CANDIDATES}.")
  private Set<Role> roles;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  RoleGrantCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode changed =
          installation
              .operator(management)
              .changeRoles(
                  user, UserCreateCommand.names(roles), List.of(), Optional.ofNullable(note));
      terminal
          .out()
          .println(json ? Json.pretty(changed) : Waiting.text(changed, RoleListCommand::text));
    }
  }
}
