package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about what waits for a second person. */
@Command(
    name = "approvals",
    description = "What waits for a second person.",
    synopsisSubcommandLabel = "COMMAND")
final class ApprovalsCommand extends CommandGroup {}
