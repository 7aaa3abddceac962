package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about published facts. */
@Command(
    name = "events",
    description = "Look at what the exchange publishes.",
    synopsisSubcommandLabel = "COMMAND")
final class EventsCommand extends CommandGroup {}
