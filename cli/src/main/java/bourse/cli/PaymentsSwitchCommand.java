package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** Pauses deposits, or resumes them. */
abstract class PaymentsSwitchCommand extends OperatorCommand {
  @Option(
      names = "--connector",
      paramLabel = "NAME",
      defaultValue = "*",
      description = "Of this connector only, such as stripe.")
  private String connector;

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

  PaymentsSwitchCommand(Terminal terminal, boolean paused) {
    super(terminal);
    this.paused = paused;
  }

  @Override
  void ask(Operator operator) {
    JsonNode thrown = operator.setPaymentSwitch(connector, currency, paused, note).path("items");
    if (thrown.isEmpty()) {
      terminal.out().println("No deposits are paused.");
    }
    thrown.forEach(one ->
        terminal
            .out()
            .println(
                "paused  connector %s  currency %s  since %s by %s: %s"
                    .formatted(
                        one.path("connector").asText(),
                        one.path("currency").asText(),
                        one.path("at").asText(),
                        one.path("actor").asText(),
                        one.path("note").asText())));
  }
}
