package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about what accounts pay. */
@Command(
    name = "fees",
    description = "Show and set what accounts pay.",
    synopsisSubcommandLabel = "COMMAND")
final class FeesCommand extends CommandGroup {}
