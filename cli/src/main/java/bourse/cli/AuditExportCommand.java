package bourse.cli;

import bourse.cli.client.Operator;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the audit trail out. */
@Command(
    name = "export",
    description = "Print entries of the audit trail, newest first, one JSON object a line.",
    footer = {
      "",
      "Each has its hash and that of the one before it, so that the copy can be checked on its"
          + " own.",
      "",
      "Example:  bourse audit export --from 2026-11-01T00:00:00Z > audit.jsonl",
      "          bourse audit export --actor operator:ada --action account.deposit"
    })
final class AuditExportCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--from", paramLabel = "TIME", description = "Not older, RFC 3339.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Older than this, RFC 3339.")
  private String to;

  @Option(
      names = "--actor",
      paramLabel = "NAME",
      description = "By user:ID, operator:NAME, system.")
  private String actor;

  @Option(names = "--action", paramLabel = "ACTION", description = "Such as account.deposit.")
  private String action;

  @Option(names = "--target", paramLabel = "TARGET", description = "Such as account:1000.")
  private String target;

  AuditExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      Operator operator = installation.operator(management);
      Operator.AuditFilter filter =
          new Operator.AuditFilter(
              Optional.ofNullable(actor),
              Optional.ofNullable(action),
              Optional.ofNullable(target),
              Optional.ofNullable(from),
              Optional.ofNullable(to));
      Optional<String> cursor = Optional.empty();
      do {
        JsonNode page = operator.audit(filter, cursor);
        page.path("items").forEach(entry -> terminal.out().println(entry));
        cursor = Optional.ofNullable(page.path("nextCursor").textValue());
      } while (cursor.isPresent());
    }
  }
}
