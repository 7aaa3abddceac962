package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the income statement. */
@Command(
    name = "income",
    description = "Show what the firm earned and spent within days.",
    footer = {"", "Example:  bourse ledger income --from 2026-01-01 --to 2026-01-31"})
final class LedgerIncomeCommand extends AnswerCommand {
  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day (UTC). Default: the first of the month.")
  private String from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day (UTC). Default: today.")
  private String to;

  LedgerIncomeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(
        operator.ledger(
            "income-statement",
            Map.of("from", Optional.ofNullable(from), "to", Optional.ofNullable(to))),
        LedgerIncomeCommand::text);
  }

  private static String text(JsonNode income) {
    StringBuilder text =
        new StringBuilder(
            "%s to %s%n".formatted(income.path("from").asText(), income.path("to").asText()));
    income.path("lines").forEach(line -> text.append(LedgerSheetCommand.line(line)));
    income
        .path("totals")
        .forEach(total ->
            text.append(
                "%s: revenue %s - expense %s = result %s%n"
                    .formatted(
                        total.path("currency").asText(),
                        total.path("revenue").asText(),
                        total.path("expense").asText(),
                        total.path("result").asText())));
    return text.toString().stripTrailing();
  }
}
