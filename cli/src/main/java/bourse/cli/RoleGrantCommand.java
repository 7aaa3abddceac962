package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Give a user more roles. */
@Command(
    name = "grant",
    description = "Give a user more roles. It works at the next request, and is audited.",
    footer = {"", "Example:  bourse role grant grace@example.org SUPPORT"})
final class RoleGrantCommand extends RoleChangeCommand {
  RoleGrantCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  JsonNode change(Operator operator, String user, List<String> roles, Optional<String> note) {
    return operator.changeRoles(user, roles, List.of(), note);
  }
}
