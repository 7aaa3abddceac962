package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about how much the venue does. */
@Command(
    name = "safe-state",
    description = "Show how much the venue does, step it down, and up again.",
    synopsisSubcommandLabel = "COMMAND")
final class SafeStateCommand extends CommandGroup {}
