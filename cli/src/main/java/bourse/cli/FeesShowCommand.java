package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the fee schedule. */
@Command(
    name = "show",
    description = "Print the fee schedule as JSON, as bourse fees set reads it.",
    footer = {"", "Example:  bourse fees show > fees.json"})
final class FeesShowCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  FeesShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      terminal.out().println(Json.pretty(installation.operator(management).fees()));
    }
  }
}
