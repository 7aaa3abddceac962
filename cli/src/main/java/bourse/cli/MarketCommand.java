package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about markets. */
@Command(
    name = "market",
    description = "Open, stop, change and delist markets.",
    synopsisSubcommandLabel = "COMMAND")
final class MarketCommand extends CommandGroup {}
