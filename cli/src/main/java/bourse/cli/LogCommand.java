package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about the command log. */
@Command(
    name = "log",
    description = "Look at the command log.",
    synopsisSubcommandLabel = "COMMAND")
final class LogCommand extends CommandGroup {}
