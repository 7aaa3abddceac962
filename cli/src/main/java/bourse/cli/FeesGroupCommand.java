package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts an account into a group of the fee schedule. */
@Command(
    name = "group",
    description =
        "Put an account into a group of the fee schedule. It is audited under your system user.",
    footer = {"", "Example:  bourse fees group ada@example.org 1"})
final class FeesGroupCommand extends OperatorCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  @Parameters(index = "1", paramLabel = "GROUP", description = "0 to 63; 0 for none.")
  private int group;

  FeesGroupCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode set = operator.setFeeGroup(account, group);
    terminal
        .out()
        .println(
            "Account %s is in fee group %s."
                .formatted(set.path("account").asText(), set.path("group").asText()));
  }
}
