package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about maintenance. */
@Command(
    name = "maintenance",
    description = "Serve nobody but the back office and the command line, for a while.",
    synopsisSubcommandLabel = "COMMAND")
final class MaintenanceCommand extends CommandGroup {}
