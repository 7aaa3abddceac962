package bourse.cli;

import picocli.CommandLine.Command;

/** Pauses deposits. */
@Command(
    name = "pause",
    description =
        "Take no new deposits: none at all, or of one connector or currency. What was paid is"
            + " credited all the same.",
    footer = {"", "Example:  bourse payments pause --currency EUR --note 'the bank is down'"})
final class PaymentsPauseCommand extends PaymentsSwitchCommand {
  PaymentsPauseCommand(Terminal terminal) {
    super(terminal, true);
  }
}
