package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the balance sheet. */
@Command(
    name = "sheet",
    description = "Show what the firm has and whose it is, clients' money apart from its own.",
    footer = {"", "Example:  bourse ledger sheet --day 2026-01-31"})
final class LedgerSheetCommand extends AnswerCommand {
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

  LedgerSheetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(
        operator.ledger(
            "balance-sheet",
            Map.of("at", Optional.ofNullable(at), "day", Optional.ofNullable(day))),
        LedgerSheetCommand::text);
  }

  private static String text(JsonNode sheet) {
    StringBuilder text = new StringBuilder();
    sheet.path("lines").forEach(line -> text.append(line(line)));
    sheet
        .path("totals")
        .forEach(total ->
            text.append(
                "%s: assets %s = liabilities %s + equity %s + result %s%s%n"
                    .formatted(
                        total.path("currency").asText(),
                        total.path("assets").asText(),
                        total.path("liabilities").asText(),
                        total.path("equity").asText(),
                        total.path("result").asText(),
                        total.path("balanced").asBoolean() ? "" : "  NOT BALANCED")));
    sheet
        .path("segregation")
        .forEach(one ->
            text.append(
                "%s: held %s, owed to clients %s, the firm's %s%s%n"
                    .formatted(
                        one.path("currency").asText(),
                        one.path("held").asText(),
                        one.path("owedToClients").asText(),
                        one.path("ofTheFirm").asText(),
                        one.path("covered").asBoolean() ? "" : "  CLIENTS' MONEY IS MISSING")));
    return text.isEmpty() ? "Nothing is booked." : text.toString().stripTrailing();
  }

  /** One account. */
  static String line(JsonNode line) {
    return "%-5s %-10s %-44s %-6s %24s%n"
        .formatted(
            line.path("code").asText(),
            line.path("type").asText(),
            line.path("title").asText(),
            line.path("currency").asText(),
            line.path("amount").asText());
  }
}
