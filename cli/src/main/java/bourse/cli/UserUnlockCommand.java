package bourse.cli;

import picocli.CommandLine.Command;

/** Forget the wrong passwords that were given for a user. */
@Command(
    name = "unlock",
    description =
        "Forget the wrong passwords that were given for a user, so that the right one is taken at"
            + " once.",
    footer = {
      "",
      "Example:  bourse user unlock ada@example.org --note 'called, and is who she is'"
    })
final class UserUnlockCommand extends UserStatusCommand {
  UserUnlockCommand(Terminal terminal) {
    super(terminal, "unlock");
  }
}
