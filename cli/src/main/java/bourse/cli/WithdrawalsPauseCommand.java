package bourse.cli;

import picocli.CommandLine.Command;

/** Pauses withdrawals. */
@Command(
    name = "pause",
    description =
        "Send nothing: not at all, or not by one rail or in one currency. What was sent is booked"
            + " all the same.",
    footer = {"", "Example:  bourse withdrawals pause --rail bank --note 'the bank is down'"})
final class WithdrawalsPauseCommand extends WithdrawalsSwitchCommand {
  WithdrawalsPauseCommand(Terminal terminal) {
    super(terminal, true);
  }
}
