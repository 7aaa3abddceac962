package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a rate, or shows those that there are. */
@Command(
    name = "rate",
    description =
        "Give what an asset counts as against limits; without a rate, show those that there are.",
    footer = {
      "",
      "Example:  bourse withdrawals rate",
      "          bourse withdrawals rate EUR USD 1.0842 --source ECB --as-of 2026-01-31T15:00:00Z"
    })
final class WithdrawalsRateCommand extends OperatorCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "CURRENCY", description = "The asset.")
  private String currency;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "IN",
      description = "The currency of the limits.")
  private String in;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "RATE",
      description = "What one unit counts as.")
  private String rate;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      defaultValue = "operator",
      description = "Where the rate is from.")
  private String source;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "Of when it is; without it, of now.")
  private String asOf;

  WithdrawalsRateCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode rates =
        currency == null
            ? operator.withdrawalRates()
            : operator.setWithdrawalRate(currency, in, rate, source, asOf);
    if (rates.path("items").isEmpty()) {
      terminal.out().println("Nobody gave a rate; the venue's own last trades count.");
    }
    rates
        .path("items")
        .forEach(one ->
            terminal
                .out()
                .println(
                    "1 %s counts as %s %s  by %s as of %s%s"
                        .formatted(
                            one.path("currency").asText(),
                            one.path("rate").asText(),
                            one.path("reportingCurrency").asText(),
                            one.path("source").asText(),
                            one.path("asOf").asText(),
                            one.path("counts").asBoolean() ? "" : "  too old, does not count")));
  }
}
