package bourse.cli;

import picocli.CommandLine.Command;

/** Keep a user out until somebody has looked, for the own safety. All sessions end at once. */
@Command(
    name = "freeze",
    description =
        "Keep a user out until somebody has looked, for the own safety. All sessions end at once.",
    footer = {"", "Example:  bourse user freeze ada@example.org --note 'lost the telephone'"})
final class UserFreezeCommand extends UserStatusCommand {
  UserFreezeCommand(Terminal terminal) {
    super(terminal, "freeze");
  }
}
