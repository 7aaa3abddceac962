package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists restrictions. */
@Command(
    name = "list",
    description = "List the restrictions, newest first.",
    footer = {"", "Example:  bourse restriction list"})
final class RestrictionListCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  RestrictionListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode all = operator.restrictions();
    if (json) {
      terminal.out().println(Json.pretty(all));
    } else {
      all.forEach(one -> terminal.out().println(line(one)));
    }
  }

  /** One in a line. */
  static String line(JsonNode restriction) {
    return "%s  %s %s  until %s  by %s: %s"
        .formatted(
            restriction.path("id").asText(),
            restriction.path("kind").asText(),
            restriction.path("target").asText(),
            restriction.path("expiresAt").asText("removed"),
            restriction.path("author").asText(),
            restriction.path("note").asText());
  }
}
