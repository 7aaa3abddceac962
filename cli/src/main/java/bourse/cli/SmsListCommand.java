package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the latest text messages. */
@Command(
    name = "list",
    description = "List the latest text messages, the newest first; they are kept for a day.",
    footer = {"", "Example:  bourse sms list --limit 10"})
final class SmsListCommand extends OperatorCommand {
  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "How many, the newest first; 50 unless given.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SmsListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode texts = operator.texts(limit);
    if (json) {
      terminal.out().println(Json.pretty(texts));
    } else {
      texts.forEach(text -> terminal.out().println(line(text)));
    }
  }

  private static String line(JsonNode text) {
    return "%s  %s  %s"
        .formatted(
            text.path("createdAt").asText(),
            text.path("recipient").asText(),
            text.path("text").asText());
  }
}
