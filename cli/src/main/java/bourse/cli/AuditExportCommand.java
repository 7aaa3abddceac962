package bourse.cli;

import bourse.cli.client.Operator;
import java.util.Optional;
import picocli.CommandLine.Command;
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
final class AuditExportCommand extends OperatorCommand {
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
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    Operator.AuditFilter filter =
        new Operator.AuditFilter(
            Optional.ofNullable(actor),
            Optional.ofNullable(action),
            Optional.ofNullable(target),
            Optional.ofNullable(from),
            Optional.ofNullable(to));
    forEach(cursor -> operator.audit(filter, cursor), entry -> terminal.out().println(entry));
  }
}
