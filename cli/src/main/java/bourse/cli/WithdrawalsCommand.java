package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about what clients send out. */
@Command(
    name = "withdrawals",
    description = "See what clients send out, decide about it, and send it.",
    synopsisSubcommandLabel = "COMMAND")
final class WithdrawalsCommand extends CommandGroup {}
