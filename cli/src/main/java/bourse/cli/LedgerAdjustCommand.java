package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import bourse.domain.AdjustmentCategory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Books an adjustment. */
@Command(
    name = "adjust",
    description =
        "Book what makes the books true, between any two accounts. It is audited under your system"
            + " user.",
    footer = {
      "",
      "bourse ledger chart lists the accounts of the house. The reference makes the booking happen",
      "once, however often it is sent.",
      "",
      "Example:  bourse ledger adjust 6 ada@example.org USD 5.00 --category GOODWILL"
    })
final class LedgerAdjustCommand extends AnswerCommand {
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
      names = "--category",
      required = true,
      paramLabel = "CATEGORY",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private AdjustmentCategory category;

  @Option(
      names = "--about",
      paramLabel = "SEQUENCE",
      description = "The command that it puts right.")
  private Long about;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      description = "What this is for, such as a ticket's number. Default: a new one.")
  private String reference;

  @Option(
      names = "--business-date",
      paramLabel = "DAY",
      description = "To which day (UTC) it counts. Default: today.")
  private String businessDate;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  LedgerAdjustCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    ObjectNode adjustment =
        Json.object()
            .put("from", from)
            .put("to", to)
            .put("currency", currency)
            .put("amount", amount)
            .put("category", category.name())
            .put("reference", reference == null ? "operator-" + UUID.randomUUID() : reference);
    Optional.ofNullable(about).ifPresent(sequence -> adjustment.put("about", sequence));
    Optional.ofNullable(businessDate).ifPresent(day -> adjustment.put("businessDate", day));
    Optional.ofNullable(note).ifPresent(text -> adjustment.put("note", text));
    print(operator.adjust(adjustment), answer -> Waiting.text(answer, LedgerAdjustCommand::text));
  }

  /** What was booked. */
  static String text(JsonNode booked) {
    return "%s %s: %s %s from account %s to account %s, command %s, reference %s."
        .formatted(
            booked.path("replayed").asBoolean() ? "Was booked before:" : "Booked",
            booked.path("type").asText(),
            booked.path("amount").asText(),
            booked.path("currency").asText(),
            booked.path("from").asText(),
            booked.path("to").asText(),
            booked.path("sequence").asText(),
            booked.path("reference").asText());
  }
}
