package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.SafeState;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Steps the venue down, or up again. */
@Command(
    name = "set",
    description = "Set the venue's safe state. It is audited under your system user.",
    footer = {
      "",
      "Each state refuses more than the one before: NORMAL nothing; NO_WITHDRAWALS money that goes"
          + " out;",
      "CANCEL_ONLY new orders too; HALT whatever clients do; READ_ONLY everything.",
      "",
      "Example:  bourse safe-state set CANCEL_ONLY --note 'prices look wrong'"
    })
final class SafeStateSetCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "STATE", description = "One of ${COMPLETION-CANDIDATES}.")
  private SafeState state;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SafeStateSetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode set =
          installation.operator(management).setSafeState(state.name(), Optional.ofNullable(note));
      terminal
          .out()
          .println(json ? Json.pretty(set) : Waiting.text(set, SafeStateShowCommand::text));
    }
  }
}
