package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about text messages. */
@Command(
    name = "sms",
    description = "See the text messages that nobody sends while no provider is connected.",
    synopsisSubcommandLabel = "COMMAND")
final class SmsCommand extends CommandGroup {}
