package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about text messages. */
@Command(
    name = "sms",
    description = "See text messages, and set the secret for who sends them.",
    synopsisSubcommandLabel = "COMMAND")
final class SmsCommand extends CommandGroup {}
