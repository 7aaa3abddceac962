package bourse.cli;

import picocli.CommandLine.Command;

/** Count a user's address as verified. */
@Command(
    name = "verify-email",
    description =
        "Count a user's address as verified, without the link of a mail, so that the user can log"
            + " in.",
    footer = {
      "",
      "Example:  bourse user verify-email ada@example.org --note 'wrote from this address'"
    })
final class UserVerifyEmailCommand extends UserStatusCommand {
  UserVerifyEmailCommand(Terminal terminal) {
    super(terminal, "verify-email");
  }
}
