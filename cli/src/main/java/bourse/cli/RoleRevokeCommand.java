package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Take roles from a user. */
@Command(
    name = "revoke",
    description = "Take roles from a user. It works at the next request, and is audited.",
    footer = {"", "Example:  bourse role revoke grace@example.org SUPPORT --note 'left the team'"})
final class RoleRevokeCommand extends RoleChangeCommand {
  RoleRevokeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  JsonNode change(Operator operator, String user, List<String> roles, Optional<String> note) {
    return operator.changeRoles(user, List.of(), roles, note);
  }
}
