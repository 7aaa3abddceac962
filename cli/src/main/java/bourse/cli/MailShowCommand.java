package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one mail. */
@Command(
    name = "show",
    description = "Show one mail; its text only where mail is kept in the mailbox and not sent.",
    footer = {"", "Example:  bourse mail show 01993b7e-8a5c-7d21-9c3f-0f6a5b1c2d3e"})
final class MailShowCommand extends OperatorCommand {
  @Parameters(paramLabel = "ID", description = "The mail, as bourse mail list names it.")
  private String id;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MailShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode mail = operator.mail(id);
    if (json) {
      terminal.out().println(Json.pretty(mail));
      return;
    }
    terminal.out().println("To       " + mail.path("recipient").asText());
    terminal.out().println("Subject  " + mail.path("subject").asText());
    terminal.out().println("Written  " + mail.path("createdAt").asText());
    terminal.out().println("State    " + MailListCommand.state(mail));
    String failure = mail.path("failure").asText("");
    if (!failure.isEmpty()) {
      terminal.out().println("Failure  " + failure);
    }
    terminal.out().println();
    terminal.out().println(mail.path("text").asText("").stripTrailing());
  }
}
