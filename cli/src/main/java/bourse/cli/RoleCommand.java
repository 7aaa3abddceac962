package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about roles. */
@Command(name = "role", description = "What people may do.", synopsisSubcommandLabel = "COMMAND")
final class RoleCommand extends CommandGroup {}
