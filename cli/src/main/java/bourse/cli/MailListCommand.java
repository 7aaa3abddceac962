package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the latest mails. */
@Command(
    name = "list",
    description = "List the latest mails: those in the mailbox, sent, or waiting to be sent.",
    footer = {"", "Example:  bourse mail list --limit 10"})
final class MailListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "How many, the newest first; 50 unless given.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MailListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode mails = installation.operator(management).mails(limit);
      if (json) {
        terminal.out().println(Json.pretty(mails));
      } else {
        mails.forEach(mail -> terminal.out().println(line(mail)));
      }
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
