package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about accounts. */
@Command(
    name = "account",
    description = "Open, fund, suspend and look at accounts.",
    synopsisSubcommandLabel = "COMMAND")
final class AccountCommand extends CommandGroup {}
