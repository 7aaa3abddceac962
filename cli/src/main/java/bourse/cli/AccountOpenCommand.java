package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens an account that belongs to the firm. */
@Command(
    name = "open",
    description = "Open an account of the firm. It is audited under your system user.",
    footer = {
      "",
      "Clients get their accounts with: bourse user create",
      "",
      "Example:  bourse account open 'Market making' --fee-exempt"
    })
final class AccountOpenCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "NAME", description = "What the firm calls it.")
  private String name;

  @Option(names = "--fee-exempt", description = "It pays no fees.")
  private boolean feeExempt;

  @Option(names = "--self-trades", description = "Its orders may trade with each other.")
  private boolean selfTrades;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AccountOpenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode opened = installation.operator(management).openAccount(name, feeExempt, selfTrades);
      terminal.out().println(json ? Json.pretty(opened) : AccountShowCommand.text(opened));
    }
  }
}
