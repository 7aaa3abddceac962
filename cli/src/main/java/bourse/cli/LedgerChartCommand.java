package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;

/** Shows the chart of accounts. */
@Command(
    name = "chart",
    description = "Show the chart of accounts.",
    footer = {"", "Example:  bourse ledger chart"})
final class LedgerChartCommand extends AnswerCommand {

  LedgerChartCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.ledger("chart", Map.of()), LedgerChartCommand::text);
  }

  private static String text(JsonNode chart) {
    StringBuilder text = new StringBuilder();
    chart
        .path("items")
        .forEach(item ->
            text.append(
                "%-5s %-10s %-44s %s%n"
                    .formatted(
                        item.path("code").asText(),
                        item.path("type").asText(),
                        item.path("title").asText(),
                        item.has("account") ? "account " + item.path("account").asText() : "")));
    return text.toString().stripTrailing();
  }
}
