package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about chains. */
@Command(
    name = "crypto",
    description = "See which chains are followed, and what clients pay in over them.",
    synopsisSubcommandLabel = "COMMAND")
final class CryptoCommand extends CommandGroup {}
