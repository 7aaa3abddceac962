package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** Pauses withdrawals, or resumes them. */
abstract class WithdrawalsSwitchCommand extends OperatorCommand {
  @Option(
      names = "--rail",
      paramLabel = "NAME",
      defaultValue = "*",
      description = "By this rail only, such as bank.")
  private String rail;

  @Option(
      names = "--currency",
      paramLabel = "CURRENCY",
      defaultValue = "*",
      description = "In this currency only, such as USD.")
  private String currency;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; it is on record.")
  private String note;

  private final boolean paused;

  WithdrawalsSwitchCommand(Terminal terminal, boolean paused) {
    super(terminal);
    this.paused = paused;
  }

  @Override
  void ask(Operator operator) {
    JsonNode thrown = operator.setWithdrawalSwitch(rail, currency, paused, note).path("items");
    if (thrown.isEmpty()) {
      terminal.out().println("No withdrawals are paused.");
    }
    thrown.forEach(one ->
        terminal
            .out()
            .println(
                "paused  rail %s  currency %s  since %s by %s: %s"
                    .formatted(
                        one.path("rail").asText(),
                        one.path("currency").asText(),
                        one.path("at").asText(),
                        one.path("actor").asText(),
                        one.path("note").asText())));
  }
}
