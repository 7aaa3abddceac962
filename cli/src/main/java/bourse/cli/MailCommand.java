package bourse.cli;

import picocli.CommandLine.Command;

/** The commands about mail. */
@Command(
    name = "mail",
    description = "See what was mailed, and set the password of the SMTP server.",
    synopsisSubcommandLabel = "COMMAND")
final class MailCommand extends CommandGroup {}
