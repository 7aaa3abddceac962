package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists API keys. */
@Command(
    name = "list",
    description = "List the API keys of a user, or of all, newest first. Never a secret.",
    footer = {
      "",
      "Example:  bourse apikey list ada@example.org",
      "          bourse apikey list --json"
    })
final class ApiKeyListCommand extends OperatorCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "USER",
      description = "The user's address or id; without it all.")
  private String user;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  ApiKeyListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    forEach(
        cursor -> operator.apiKeys(Optional.ofNullable(user), cursor),
        key -> terminal.out().println(json ? key.toString() : line(key)));
  }

  private static String line(JsonNode key) {
    String lastUse =
        key.has("lastUsedAt")
            ? "last used "
                + key.path("lastUsedAt").asText()
                + " from "
                + key.path("lastUsedAddress").asText()
            : "never used";
    return "%s  %s  %s  %s  from %s  until %s  %s  %s"
        .formatted(
            key.path("id").asText(),
            key.path("email").asText(key.path("user").asText()),
            key.path("algorithm").asText(),
            words(key.path("scopes"), "nothing"),
            words(key.path("addresses"), "anywhere"),
            key.path("expiresAt").asText("revoked"),
            lastUse,
            key.path("label").asText());
  }

  private static String words(JsonNode texts, String none) {
    return texts.isEmpty()
        ? none
        : texts.valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
  }
}
