package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import bourse.domain.AdjustmentCategory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes back what a command moved. */
@Command(
    name = "reverse",
    description =
        "Take back what a command moved, as a whole and once. It is audited under your system"
            + " user.",
    footer = {"", "Example:  bourse ledger reverse 4711 --category CHARGEBACK"})
final class LedgerReverseCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "SEQUENCE", description = "The command's sequence.")
  private long sequence;

  @Option(
      names = "--category",
      required = true,
      paramLabel = "CATEGORY",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private AdjustmentCategory category;

  @Option(
      names = "--business-date",
      paramLabel = "DAY",
      description = "To which day (UTC) it counts. Default: today.")
  private String businessDate;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  LedgerReverseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    ObjectNode reversal = Json.object().put("sequence", sequence).put("category", category.name());
    Optional.ofNullable(businessDate).ifPresent(day -> reversal.put("businessDate", day));
    Optional.ofNullable(note).ifPresent(text -> reversal.put("note", text));
    print(operator.reverse(reversal), answer -> Waiting.text(answer, LedgerAdjustCommand::text));
  }
}
