package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about API keys. */
@Command(
    name = "apikey",
    description = "The keys with which users' programs sign.",
    synopsisSubcommandLabel = "COMMAND")
final class ApiKeyCommand extends CommandGroup {}
