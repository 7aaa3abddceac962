package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the sessions of a user. */
@Command(
    name = "list",
    description = "Show the live sessions of a user, newest first.",
    footer = {"", "Example:  bourse session list --user ada@example.org"})
final class SessionListCommand extends OperatorCommand {
  @Option(
      names = "--user",
      required = true,
      paramLabel = "USER",
      description = "The user's address or id.")
  private String user;

  @Option(
      names = "--all",
      description = "Also those that ended, until they could not have been refreshed any more.")
  private boolean all;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  SessionListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    Optional<String> state = all ? Optional.empty() : Optional.of("LIVE");
    forEach(
        cursor -> operator.sessions(user, state, cursor),
        session -> terminal.out().println(json ? session.toString() : line(session)));
  }

  /** A session in a line. */
  static String line(JsonNode session) {
    return "%s  since %s  used %s  from %s  %s  %s"
        .formatted(
            session.path("id").asText(),
            session.path("createdAt").asText(),
            session.path("lastUsedAt").asText(),
            session.path("address").asText("this machine"),
            state(session),
            session.path("device").asText(""))
        .stripTrailing();
  }

  private static String state(JsonNode session) {
    if (session.path("live").asBoolean()) {
      return "LIVE";
    }
    return session.path("endedBecause").asText("EXPIRED");
  }
}
