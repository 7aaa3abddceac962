package bourse.cli;

import bourse.cli.client.Operator;
import bourse.platform.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a user at a running server. */
@Command(
    name = "create",
    description = "Create a user. The password is typed, or read from a file or standard input.",
    footer = {
      "",
      "Example:  bourse user create ada@example.org --full-name \"Ada Lovelace\"",
      "          bourse user create grace@example.org --full-name \"Grace Hopper\" --role SUPPORT"
    })
final class UserCreateCommand extends AnswerCommand {
  @Parameters(paramLabel = "EMAIL", description = "The address that the user logs in with.")
  private String email;

  @Option(names = "--full-name", paramLabel = "NAME", required = true, description = "Their name.")
  private String fullName;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = {
        "What they may do, among ${COMPLETION-CANDIDATES}; can be given more than once.",
        "Without it MEMBER."
      })
  private Set<Role> roles = Set.of(Role.MEMBER);

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password.")
  private Path passwordFile;

  UserCreateCommand(Terminal terminal) {
    super(terminal);
  }

  static List<String> names(Collection<Role> roles) {
    return roles.stream().sorted().map(Role::name).toList();
  }

  @Override
  void ask(Operator operator) {
    String password = terminal.password(Optional.ofNullable(passwordFile), "Password of " + email);
    JsonNode user = operator.createUser(email, password, fullName, names(roles));
    print(user, answer -> "Created " + email + ", answer " + answer.path("id").asText() + ".");
  }
}
