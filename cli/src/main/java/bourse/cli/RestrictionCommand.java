package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about who is not served. */
@Command(
    name = "restriction",
    description = "Who is not served at the public port, by address or country.",
    synopsisSubcommandLabel = "COMMAND")
final class RestrictionCommand extends CommandGroup {}
