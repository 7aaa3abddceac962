package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** Lists the latest messages of a kind, one a line. */
abstract class LatestCommand extends OperatorCommand {
  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "How many, the newest first; 50 unless given.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LatestCommand(Terminal terminal) {
    super(terminal);
  }

  abstract JsonNode latest(Operator operator, int limit);

  abstract String line(JsonNode message);

  @Override
  final void ask(Operator operator) {
    JsonNode messages = latest(operator, limit);
    if (json) {
      terminal.out().println(Json.pretty(messages));
    } else {
      messages.forEach(message -> terminal.out().println(line(message)));
    }
  }
}
