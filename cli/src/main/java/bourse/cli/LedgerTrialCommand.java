package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the trial balance. */
@Command(
    name = "trial",
    description = "Show all accounts with both sides, which are equal per asset.",
    footer = {"", "Example:  bourse ledger trial --day 2026-01-31"})
final class LedgerTrialCommand extends AnswerCommand {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Up to when it counts, such as 2026-01-31T12:00:00Z. Default: now.")
  private String at;

  @Option(
      names = "--day",
      paramLabel = "DAY",
      description = "Up to the end of this day (UTC), with what was booked to it later.")
  private String day;

  LedgerTrialCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(
        operator.ledger(
            "trial-balance",
            Map.of("at", Optional.ofNullable(at), "day", Optional.ofNullable(day))),
        LedgerTrialCommand::text);
  }

  private static String text(JsonNode trial) {
    StringBuilder text = new StringBuilder(row("", "", "", "debit", "credit"));
    trial
        .path("lines")
        .forEach(line ->
            text.append(
                row(
                    line.path("code").asText(),
                    line.path("title").asText(),
                    line.path("currency").asText(),
                    line.path("debit").asText(),
                    line.path("credit").asText())));
    trial
        .path("totals")
        .forEach(total ->
            text.append(
                row(
                    "",
                    total.path("balanced").asBoolean() ? "Both sides" : "NOT BALANCED",
                    total.path("currency").asText(),
                    total.path("debit").asText(),
                    total.path("credit").asText())));
    return text.toString().stripTrailing();
  }

  private static String row(
      String code, String title, String currency, String debit, String credit) {
    return "%-5s %-44s %-6s %24s %24s%n".formatted(code, title, currency, debit, credit);
  }
}
