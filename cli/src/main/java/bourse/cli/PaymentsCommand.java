package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about what clients pay in. */
@Command(
    name = "payments",
    description = "See what clients pay in, and look after payment providers.",
    synopsisSubcommandLabel = "COMMAND")
final class PaymentsCommand extends CommandGroup {}
