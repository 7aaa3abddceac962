package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes whether a user may come in. */
abstract class UserStatusCommand extends AnswerCommand {
  private final String change;

  @Parameters(index = "0", paramLabel = "USER", description = "The user's address or id.")
  private String user;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit.")
  private String note;

  /**
   * @param change the last word of the operation's path
   */
  UserStatusCommand(Terminal terminal, String change) {
    super(terminal);
    this.change = change;
  }

  @Override
  void ask(Operator operator) {
    print(operator.setUserStatus(user, change, note), UserListCommand::line);
  }
}
