package bourse.cli;

import bourse.cli.client.Operator;
import bourse.domain.SafeState;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Steps the venue down, or up again. */
@Command(
    name = "set",
    description = "Set the venue's safe state. It is audited under your system user.",
    footer = {
      "",
      "Each state refuses more than the one before: NORMAL nothing; NO_WITHDRAWALS money that goes"
          + " out;",
      "CANCEL_ONLY new orders too; HALT whatever clients do; READ_ONLY everything.",
      "",
      "Example:  bourse safe-state set CANCEL_ONLY --note 'prices look wrong'"
    })
final class SafeStateSetCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "STATE", description = "One of ${COMPLETION-CANDIDATES}.")
  private SafeState state;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  SafeStateSetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode set = operator.setSafeState(state.name(), Optional.ofNullable(note));
    print(set, answer -> Waiting.text(answer, SafeStateShowCommand::text));
  }
}
