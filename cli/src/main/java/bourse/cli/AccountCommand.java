package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about the accounts of users. */
@Command(
    name = "account",
    description = "Fund, suspend and look at accounts.",
    synopsisSubcommandLabel = "COMMAND")
final class AccountCommand extends CommandGroup {}
