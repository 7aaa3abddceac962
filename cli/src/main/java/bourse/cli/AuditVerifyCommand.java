package bourse.cli;

import bourse.admin.AuditTrail;
import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.server.StoppedVenue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recomputes the chain of the audit trail. */
@Command(
    name = "verify",
    description =
        "Recompute the hash chain of the audit trail, and compare it with its signed heads.",
    footer = {
      "",
      "The server may run or be stopped. Nothing is changed. The first entry that is not what was"
          + " written is named.",
      "A chain alone does not show that its end was cut off: heads that the server signs are kept"
          + " in the data directory",
      "(audit-heads) and in the object store, and a head that you keep elsewhere is given with"
          + " --since.",
      "",
      "Ends with 0 when the trail is whole, 1 when it is not.",
      "",
      "Example:  bourse audit verify",
      "          bourse audit verify --since"
          + " 4711:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--since",
      paramLabel = "HEAD",
      description = "A head that an earlier check printed; it must be on the chain.")
  private String since;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AuditVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Optional<AuditTrail.Head> head = Optional.ofNullable(since).map(AuditVerifyCommand::head);
    Installation installation = data.installation(terminal).requireInitialised();
    JsonNode found =
        installation.isHeld() ? ofRunning(installation, head) : ofStopped(installation, head);
    if (json) {
      terminal.out().println(Json.pretty(found));
    } else if (found.path("whole").asBoolean()) {
      terminal.out().println("%,d entries are whole.".formatted(found.path("entries").asLong()));
      terminal.out().println("Head: " + found.path("head").asText());
    }
    if (!found.path("whole").asBoolean()) {
      throw new Fault(ErrorCode.AUDIT_DAMAGED, found.path("damage").asText());
    }
    return ExitCode.DONE.number();
  }

  private static AuditTrail.Head head(String text) {
    return AuditTrail.Head.parse(text)
        .orElseThrow(() ->
            new Fault(
                ErrorCode.INVALID_FIELD,
                "--since is a head as bourse audit verify prints it: a number, a colon and 64"
                    + " hexadecimal digits"));
  }

  private static JsonNode ofRunning(Installation installation, Optional<AuditTrail.Head> head) {
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      return installation.operator(management).verifyAudit(head.map(AuditTrail.Head::text));
    }
  }

  private JsonNode ofStopped(Installation installation, Optional<AuditTrail.Head> head)
      throws Exception {
    try (StoppedVenue venue =
        new StoppedVenue(options.settings(installation), installation.directory())) {
      AuditTrail.Verification found = venue.verifyAudit(head);
      ObjectNode answer = Json.object();
      answer.put("whole", found.damage().isEmpty());
      answer.put("entries", found.head().sequence());
      answer.put("head", found.head().text());
      found.damage().ifPresent(damage -> answer.put("damage", damage));
      return answer;
    }
  }
}
