package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about the audit trail. */
@Command(
    name = "audit",
    description = "Check and read the audit trail.",
    synopsisSubcommandLabel = "COMMAND")
final class AuditCommand extends CommandGroup {}
