package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about who clients are. */
@Command(
    name = "kyc",
    description = "Review what clients say of themselves.",
    synopsisSubcommandLabel = "COMMAND")
final class KycCommand extends CommandGroup {}
