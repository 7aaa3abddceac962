package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reject what somebody asked for, or take back the own. */
@Command(
    name = "reject",
    description = "Reject what somebody asked for, or take back the own.",
    footer = {
      "",
      "Example:  bourse approvals reject 019b2c1e-7a3f-7000-8000-00000000002a --note 'wrong amount'"
    })
final class ApprovalsRejectCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the approval.")
  private String id;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ApprovalsRejectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode rejected = installation.operator(management).reject(id, Optional.ofNullable(note));
      terminal.out().println(json ? Json.pretty(rejected) : ApprovalsListCommand.line(rejected));
    }
  }
}
