package bourse.cli;

import bourse.cli.client.ServerConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends an API key. */
@Command(
    name = "revoke",
    description = "End an API key of a user. It works at the next request, and is audited.",
    footer = {"", "Example:  bourse apikey revoke 0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77"})
final class ApiKeyRevokeCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = "The key's id, as bourse apikey list shows it.")
  private String key;

  ApiKeyRevokeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      installation.operator(management).revokeApiKey(key);
      terminal.err().println("API key " + key + " works no more.");
    }
  }
}
