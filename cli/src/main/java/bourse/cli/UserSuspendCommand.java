package bourse.cli;

import picocli.CommandLine.Command;

/** Keep a user out, by decision. All sessions end at once. */
@Command(
    name = "suspend",
    description = "Keep a user out, by decision. All sessions end at once.",
    footer = {"", "Example:  bourse user suspend ada@example.org --note 'sent us threats'"})
final class UserSuspendCommand extends UserStatusCommand {
  UserSuspendCommand(Terminal terminal) {
    super(terminal, "suspend");
  }
}
