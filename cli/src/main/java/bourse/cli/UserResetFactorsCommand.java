package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the second factors of a user who lost them. */
@Command(
    name = "reset-factors",
    description = "Remove all second factors of a user who lost them.",
    footer = {
      "",
      "All sessions end too, and the user is told by mail. The password alone lets in until the"
          + " user adds a factor: make sure",
      "that it is the user who asks.",
      "",
      "Example:  bourse user reset-factors ada@example.org --note 'lost the phone, seen in person'"
    })
final class UserResetFactorsCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "USER", description = "The user's address or id.")
  private String user;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit.")
  private String note;

  UserResetFactorsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode reset = operator.resetFactors(user, note);
    print(reset, answer -> Waiting.text(answer, UserListCommand::line));
  }
}
