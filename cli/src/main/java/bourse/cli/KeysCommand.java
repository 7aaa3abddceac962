package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about keys. */
@Command(
    name = "keys",
    description = "Show and rotate the keys that data are encrypted with.",
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand extends CommandGroup {}
