package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about users. */
@Command(
    name = "user",
    description = "Create users, and the first administrator.",
    synopsisSubcommandLabel = "COMMAND")
final class UserCommand extends CommandGroup {}
