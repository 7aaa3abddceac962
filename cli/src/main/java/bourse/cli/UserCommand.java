package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about users. */
@Command(name = "user", description = "Create users.", synopsisSubcommandLabel = "COMMAND")
final class UserCommand extends CommandGroup {}
