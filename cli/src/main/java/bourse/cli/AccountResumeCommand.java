package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.SuspensionReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets an account do everything again. */
@Command(
    name = "resume",
    description = "Lift all blocks of an account. It is audited under your system user.",
    footer = {"", "Example:  bourse account resume ada@example.org --note 'identity confirmed'"})
final class AccountResumeCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AccountResumeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode shown =
          installation
              .operator(management)
              .setBlocks(
                  account, List.of(), SuspensionReason.NONE.name(), Optional.ofNullable(note));
      terminal.out().println(json ? Json.pretty(shown) : AccountShowCommand.text(shown));
    }
  }
}
