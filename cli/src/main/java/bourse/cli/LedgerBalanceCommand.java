package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an account has, or had. */
@Command(
    name = "balance",
    description = "Show what an account has, or had at any time.",
    footer = {"", "Example:  bourse ledger balance ada@example.org --at 2026-01-31T12:00:00Z"})
final class LedgerBalanceCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "Any account's number, also of the house; or its user's address.")
  private String account;

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

  LedgerBalanceCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(
        operator.ledger(
            Operator.ledgerAccount(account, ""),
            Map.of("at", Optional.ofNullable(at), "day", Optional.ofNullable(day))),
        LedgerBalanceCommand::text);
  }

  private static String text(JsonNode found) {
    StringBuilder text =
        new StringBuilder(
            "Account %s, %s%n"
                .formatted(found.path("account").asText(), found.path("name").asText()));
    found
        .path("items")
        .forEach(item ->
            text.append(
                "%-6s %24s = %s available + %s reserved%n"
                    .formatted(
                        item.path("currency").asText(),
                        item.path("balance").asText(),
                        item.path("available").asText(),
                        item.path("reserved").asText())));
    return text.toString().stripTrailing();
  }
}
