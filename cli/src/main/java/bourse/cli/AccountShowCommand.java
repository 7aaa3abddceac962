package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what an account may do. */
@Command(
    name = "show",
    description = "Show who an account is and what it may do.",
    footer = {"", "Example:  bourse account show ada@example.org"})
final class AccountShowCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AccountShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      JsonNode shown = installation.operator(management).account(account);
      terminal.out().println(json ? Json.pretty(shown) : text(shown));
    }
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
