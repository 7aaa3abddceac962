package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Lists the latest text messages. */
@Command(
    name = "list",
    description = "List the latest text messages, the newest first; they are kept for a day.",
    footer = {"", "Example:  bourse sms list --limit 10"})
final class SmsListCommand extends LatestCommand {
  SmsListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  JsonNode latest(Operator operator, int limit) {
    return operator.texts(limit);
  }

  @Override
  String line(JsonNode text) {
    return "%s  %s  %s"
        .formatted(text.path("createdAt").asText(), text.path("recipient").asText(), words(text));
  }

  /** The text while it is kept for the operator; otherwise what became of it. */
  private static String words(JsonNode text) {
    if (text.has("text")) {
      return text.path("text").asText();
    }
    return text.has("sentAt")
        ? "sent " + text.path("sentAt").asText()
        : "not sent" + (text.has("failure") ? ": " + text.path("failure").asText() : " yet");
  }
}
