package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what an account may do. */
@Command(
    name = "show",
    description = "Show who an account is and what it may do.",
    footer = {"", "Example:  bourse account show ada@example.org"})
final class AccountShowCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  AccountShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode shown = operator.account(account);
    print(shown, AccountShowCommand::text);
  }

  /** One line about an account as the server shows it. */
  static String text(JsonNode account) {
    List<String> blocks = new ArrayList<>();
    account.path("blocks").forEach(block -> blocks.add(block.asText()));
    return "Account %s (%s, %s): %s%s%s%s"
        .formatted(
            account.path("account").asText(),
            account.path("kind").asText(),
            account.path("name").asText(),
            account.path("state").asText(),
            blocks.isEmpty()
                ? ""
                : ", blocked " + String.join(" ", blocks) + ": " + account.path("reason").asText(),
            account.path("feeExempt").asBoolean() ? ", pays no fees" : "",
            account.path("selfTrades").asBoolean() ? ", may trade with itself" : "");
  }
}
