package bourse.cli;

import bourse.cli.client.Operator;
import bourse.domain.JournalReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves money from one account to another. */
@Command(
    name = "journal",
    description = "Move money from one account to another. It is audited under your system user.",
    footer = {
      "",
      "Account 2 is the fee revenue. The reference makes the booking happen once, however often it"
          + " is",
      "sent.",
      "",
      "Example:  bourse account journal 1000 ada@example.org USD 25.00 --reason PROMOTION"
    })
final class AccountJournalCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "The account that pays: its number, or its user's address.")
  private String from;

  @Parameters(index = "1", paramLabel = "TO", description = "The account that gets it.")
  private String to;

  @Parameters(index = "2", paramLabel = "CURRENCY", description = "An asset's symbol: USD.")
  private String currency;

  @Parameters(index = "3", paramLabel = "AMOUNT", description = "A decimal number: 25.00.")
  private String amount;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "REASON",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private JournalReason reason;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      description = "What this is for, such as a ticket's number. Default: a new one.")
  private String reference;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  AccountJournalCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    String once = reference == null ? "operator-" + UUID.randomUUID() : reference;
    JsonNode booked =
        operator.journal(
            from, to, currency, amount, reason.name(), once, Optional.ofNullable(note));
    print(booked, answer -> Waiting.text(answer, done -> text(done, once)));
  }

  private String text(JsonNode booked, String once) {
    return "%s %s %s from account %s to account %s, reference %s."
        .formatted(
            booked.path("replayed").asBoolean() ? "Was booked before:" : "Booked",
            amount,
            currency,
            booked.path("from").asText(),
            booked.path("to").asText(),
            once);
  }
}
