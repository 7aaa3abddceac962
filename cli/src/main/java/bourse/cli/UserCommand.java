package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about users. */
@Command(
    name = "user",
    description = "Create, find and stop users; the first administrator.",
    synopsisSubcommandLabel = "COMMAND")
final class UserCommand extends CommandGroup {}
