package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Lists the latest mails. */
@Command(
    name = "list",
    description = "List the latest mails: those in the mailbox, sent, or waiting to be sent.",
    footer = {"", "Example:  bourse mail list --limit 10"})
final class MailListCommand extends LatestCommand {
  MailListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  JsonNode latest(Operator operator, int limit) {
    return operator.mails(limit);
  }

  @Override
  String line(JsonNode mail) {
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
