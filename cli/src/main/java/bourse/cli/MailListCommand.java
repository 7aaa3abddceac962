package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the latest mails. */
@Command(
    name = "list",
    description = "List the latest mails: those in the mailbox, sent, or waiting to be sent.",
    footer = {"", "Example:  bourse mail list --limit 10"})
final class MailListCommand extends OperatorCommand {
  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "How many, the newest first; 50 unless given.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MailListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode mails = operator.mails(limit);
    if (json) {
      terminal.out().println(Json.pretty(mails));
    } else {
      mails.forEach(mail -> terminal.out().println(line(mail)));
    }
  }

  private static String line(JsonNode mail) {
    return "%s  %s  %-7s  %s  %s"
        .formatted(
            mail.path("id").asText(),
            mail.path("createdAt").asText(),
            state(mail),
            mail.path("recipient").asText(),
            mail.path("subject").asText());
  }

  /** What became of a mail, in a word. */
  static String state(JsonNode mail) {
    if (!mail.path("sentAt").asText("").isEmpty()) {
      return "sent";
    }
    return mail.path("failure").asText("").isEmpty() ? "waits" : "failed";
  }
}
