package bourse.cli;

import picocli.CommandLine.Command;

/** Let a user in again. */
@Command(
    name = "activate",
    description = "Let a user in again.",
    footer = {"", "Example:  bourse user activate ada@example.org --note 'cleared'"})
final class UserActivateCommand extends UserStatusCommand {
  UserActivateCommand(Terminal terminal) {
    super(terminal, "activate");
  }
}
