package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about sessions. */
@Command(
    name = "session",
    description = "See and end sessions of users.",
    synopsisSubcommandLabel = "COMMAND")
final class SessionCommand extends CommandGroup {}
