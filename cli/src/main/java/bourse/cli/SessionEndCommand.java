package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends sessions of a user. */
@Command(
    name = "end",
    description = "End one session of a user, or all. It is audited under your system user.",
    footer = {
      "",
      "Tokens stop working at once, and open streams are closed within seconds.",
      "",
      "Example:  bourse session end --user ada@example.org --all --note 'lost the laptop'"
    })
final class SessionEndCommand extends OperatorCommand {
  private static final class Which {
    @Parameters(index = "0", paramLabel = "SESSION", description = "The session's id.")
    private String session;

    @Option(names = "--all", description = "All sessions of the user.")
    private boolean all;
  }

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(
      names = "--user",
      required = true,
      paramLabel = "USER",
      description = "The user's address or id.")
  private String user;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit.")
  private String note;

  SessionEndCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    if (which.all) {
      operator.endSessions(user, note);
      terminal.message("All sessions of " + user + " are ended.");
    } else {
      operator.endSession(user, which.session, note);
      terminal.message("Session " + which.session + " is ended.");
    }
  }
}
