package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows which keys there are, and what is encrypted with them. Shows none of them. */
@Command(
    name = "inventory",
    description = "Show which keys and secrets there are, for what, and how they are renewed.",
    footer = {
      "",
      "No key is shown, only names, versions and uses.",
      "",
      "Example:  bourse keys inventory"
    })
final class KeysInventoryCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysInventoryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode inventory = operator.keys();
    if (json) {
      terminal.out().println(Json.pretty(inventory));
    } else {
      print(inventory);
    }
  }

  private void print(JsonNode inventory) {
    line("master", "version " + inventory.path("master").asInt());
    for (JsonNode key : inventory.path("keys")) {
      for (JsonNode version : key.path("versions")) {
        line(
            key.path("name").asText(),
            "version %d of %s"
                .formatted(version.path("version").asInt(), version.path("madeAt").asText()));
      }
      for (JsonNode encrypted : key.path("data")) {
        long stale = encrypted.path("stale").asLong();
        line(
            "",
            encrypted.path("name").asText()
                + (stale == 0
                    ? ": all under the newest"
                    : ": %,d under older ones".formatted(stale)));
      }
    }
    for (JsonNode secret : inventory.path("secrets")) {
      line(
          secret.path("name").asText(),
          "%s; %s; %s"
              .formatted(
                  secret.path("use").asText(),
                  secret.path("algorithm").asText(),
                  secret.path("renewal").asText()));
    }
  }

  private void line(String name, String text) {
    terminal.out().println("%-24s %s".formatted(name, text));
  }
}
