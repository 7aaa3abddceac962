package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains a balance. */
@Command(
    name = "explain",
    description = "Say why an account has what it has: type by type, and the newest postings.",
    footer = {
      "",
      "Example:  bourse ledger explain ada@example.org USD",
      "          bourse ledger explain 2 USD --after 2026-01-01T00:00:00Z"
    })
final class LedgerExplainCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "Any account's number, also of the house; or its user's address.")
  private String account;

  @Parameters(index = "1", paramLabel = "CURRENCY", description = "An asset's symbol: USD.")
  private String currency;

  @Option(
      names = "--after",
      paramLabel = "TIME",
      description = "Only what was booked after it, type by type. Default: from the beginning.")
  private String after;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Up to when it counts, such as 2026-01-31T12:00:00Z. Default: now.")
  private String at;

  LedgerExplainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(
        operator.ledger(
            Operator.ledgerAccount(account, "/explain"),
            Map.of(
                "currency",
                Optional.of(currency),
                "after",
                Optional.ofNullable(after),
                "at",
                Optional.ofNullable(at))),
        LedgerExplainCommand::text);
  }

  private static String text(JsonNode why) {
    StringBuilder text =
        new StringBuilder(
            "Account %s, %s%n"
                .formatted(why.path("account").asText(), why.path("currency").asText()));
    text.append(row("opening", "", why.path("opening")));
    why.path("changes")
        .forEach(change ->
            text.append(
                row(change.path("type").asText(), change.path("postings").asText(), change)));
    text.append(
        row(
            why.path("adds").asBoolean() ? "closing" : "DOES NOT ADD UP TO",
            "",
            why.path("closing")));
    why.path("newest")
        .forEach(posting ->
            text.append(
                "%s  %-10s %-9s %24s  command %s%s%n"
                    .formatted(
                        posting.path("createdAt").asText(),
                        posting.path("type").asText(),
                        posting.path("bucket").asText(),
                        posting.path("amount").asText(),
                        posting.path("sequence").asText(),
                        cause(posting))));
    return text.toString().stripTrailing();
  }

  private static String row(String what, String postings, JsonNode amounts) {
    return "%-18s %9s %24s = %s available + %s reserved%n"
        .formatted(
            what,
            postings,
            amounts.path("balance").asText(),
            amounts.path("available").asText(),
            amounts.path("reserved").asText());
  }

  private static String cause(JsonNode posting) {
    return posting.has("order")
        ? ", order " + posting.path("order").asText()
        : posting.has("trade")
            ? ", trade " + posting.path("trade").asText()
            : ", " + posting.path("transfer").asText();
  }
}
