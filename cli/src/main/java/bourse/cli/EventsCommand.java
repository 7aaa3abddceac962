package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about published events. */
@Command(name = "events", description = "Watch events.", synopsisSubcommandLabel = "COMMAND")
final class EventsCommand extends CommandGroup {}
