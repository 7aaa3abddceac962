package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Closes the books up to a day. */
@Command(
    name = "close",
    description = "Close the books up to a day (UTC) that is over. There is no way back.",
    footer = {"", "Example:  bourse ledger close 2026-01-31"})
final class LedgerCloseCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "DAY", description = "The last day that is closed.")
  private String day;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  LedgerCloseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    ObjectNode period = Json.object().put("closedTo", day);
    Optional.ofNullable(note).ifPresent(text -> period.put("note", text));
    print(
        operator.closePeriod(period),
        answer ->
            Waiting.text(
                answer,
                closed ->
                    "The books are closed up to %s, by command %s."
                        .formatted(
                            closed.path("closedTo").asText(), closed.path("sequence").asText())));
  }
}
