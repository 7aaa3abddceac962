package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about the configuration. */
@Command(
    name = "config",
    description = "Show and check the configuration.",
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand extends CommandGroup {}
