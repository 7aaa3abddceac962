package bourse.cli;

import bourse.cli.client.Operator;
import bourse.domain.SuspensionReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets an account do everything again. */
@Command(
    name = "resume",
    description = "Lift all blocks of an account. It is audited under your system user.",
    footer = {"", "Example:  bourse account resume ada@example.org --note 'identity confirmed'"})
final class AccountResumeCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  AccountResumeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode shown =
        operator.setBlocks(
            account, List.of(), SuspensionReason.NONE.name(), Optional.ofNullable(note));
    print(shown, AccountShowCommand::text);
  }
}
