package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about the ledger. */
@Command(
    name = "ledger",
    description = "Look at the books, and book by hand.",
    synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand extends CommandGroup {}
