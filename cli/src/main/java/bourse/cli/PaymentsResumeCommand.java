package bourse.cli;

import picocli.CommandLine.Command;

/** Resumes deposits. */
@Command(
    name = "resume",
    description = "Take deposits again that were paused with the same options.",
    footer = {"", "Example:  bourse payments resume --currency EUR --note 'it is back'"})
final class PaymentsResumeCommand extends PaymentsSwitchCommand {
  PaymentsResumeCommand(Terminal terminal) {
    super(terminal, false);
  }
}
