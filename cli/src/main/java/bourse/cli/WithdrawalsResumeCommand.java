package bourse.cli;

import picocli.CommandLine.Command;

/** Resumes withdrawals. */
@Command(
    name = "resume",
    description = "Send again what was paused with the same options.",
    footer = {"", "Example:  bourse withdrawals resume --rail bank --note 'it is back'"})
final class WithdrawalsResumeCommand extends WithdrawalsSwitchCommand {
  WithdrawalsResumeCommand(Terminal terminal) {
    super(terminal, false);
  }
}
