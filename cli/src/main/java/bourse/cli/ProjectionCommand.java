package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about the projected tables. */
@Command(
    name = "projection",
    description = "Mend what the database tells of the log.",
    synopsisSubcommandLabel = "COMMAND")
final class ProjectionCommand extends CommandGroup {}
