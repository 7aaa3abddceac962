package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Approve what somebody asked for, and have it done. */
@Command(
    name = "approve",
    description = "Approve what somebody asked for, and have it done.",
    footer = {
      "",
      "It is shown first; give its hash with --hash to approve exactly that. Operators at the"
          + " machine are",
      "one person: what an operator asked for, a user with the permission approves.",
      "",
      "Example:  bourse approvals approve 019b2c1e-7a3f-7000-8000-00000000002a",
      "          bourse approvals approve 019b2c1e-7a3f-7000-8000-00000000002a --hash 9f86d08…"
    })
final class ApprovalsApproveCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the approval.")
  private String id;

  @Option(names = "--hash", paramLabel = "HASH", description = "Of the content that is approved.")
  private String hash;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ApprovalsApproveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    if (hash == null) {
      show(operator.approval(id));
      return;
    }
    JsonNode done = operator.approve(id, hash, Optional.ofNullable(note));
    terminal.out().println(json ? Json.pretty(done) : "Approved and done.");
  }

  private void show(JsonNode approval) {
    if (json) {
      terminal.out().println(Json.pretty(approval));
      return;
    }
    terminal.out().println(ApprovalsListCommand.line(approval));
    terminal.out().println("Content  " + approval.path("content").asText());
    terminal.out().println("Hash     " + approval.path("contentHash").asText());
    terminal.message("Nothing is approved yet: repeat it with --hash to approve this content.");
  }
}
