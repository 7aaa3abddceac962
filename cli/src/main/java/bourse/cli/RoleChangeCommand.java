package bourse.cli;

import bourse.cli.client.Operator;
import bourse.platform.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes the roles of a user. */
abstract class RoleChangeCommand extends AnswerCommand {
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

  RoleChangeCommand(Terminal terminal) {
    super(terminal);
  }

  /** The answer to the change. */
  abstract JsonNode change(
      Operator operator, String user, List<String> roles, Optional<String> note);

  @Override
  final void ask(Operator operator) {
    JsonNode changed =
        change(operator, user, UserCreateCommand.names(roles), Optional.ofNullable(note));
    print(changed, answer -> Waiting.text(answer, RoleListCommand::text));
  }
}
