package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Books money that came in from outside into a user's account. */
@Command(
    name = "deposit",
    description = "Book a deposit into a user's account. It is audited under your system user.",
    footer = {
      "",
      "The reference makes the booking happen once, however often it is sent.",
      "",
      "Example:  bourse account deposit ada@example.org USD 1000.00 --reference wire-2026-0042"
    })
final class AccountDepositCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "EMAIL", description = "The user's address.")
  private String email;

  @Parameters(index = "1", paramLabel = "CURRENCY", description = "An asset's symbol: USD.")
  private String currency;

  @Parameters(index = "2", paramLabel = "AMOUNT", description = "A decimal number: 1000.00.")
  private String amount;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      description = "Where the money came from, such as a bank's reference. Default: a new one.")
  private String reference;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  AccountDepositCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    String once = reference == null ? "operator-" + UUID.randomUUID() : reference;
    JsonNode booked = operator.deposit(email, currency, amount, once, Optional.ofNullable(note));
    print(booked, answer -> Waiting.text(answer, done -> text(done, once)));
  }

  private String text(JsonNode booked, String once) {
    return "%s %s %s to %s, reference %s."
        .formatted(
            booked.path("replayed").asBoolean() ? "Was booked before:" : "Booked",
            amount,
            currency,
            email,
            once);
  }
}
