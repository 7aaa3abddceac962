package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what clients paid in. */
@Command(
    name = "list",
    description = "List what clients paid in, the newest first.",
    footer = {
      "",
      "Example:  bourse payments list --attention",
      "          bourse payments list --user ada@example.com --status CREDITED"
    })
final class PaymentsListCommand extends OperatorCommand {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only CREATED, REQUIRES_ACTION, PENDING, SUCCEEDED, CREDITED, FAILED, EXPIRED, REFUNDED"
              + " or CHARGED_BACK ones.")
  private String status;

  @Option(names = "--user", paramLabel = "USER", description = "Only of this address or id.")
  private String user;

  @Option(names = "--attention", description = "Only those that somebody has to look at.")
  private boolean attention;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  PaymentsListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    forEach(
        cursor ->
            operator.payments(
                Optional.ofNullable(status), Optional.ofNullable(user), attention, cursor),
        found -> terminal.out().println(json ? found.toString() : line(found)));
  }

  /** In a line. */
  static String line(JsonNode found) {
    return "%s  %-15s  %s %s  %s by %s  of %s%s"
        .formatted(
            found.path("id").asText(),
            found.path("status").asText(),
            found.path("amount").asText(),
            found.path("currency").asText(),
            found.path("connector").asText(),
            found.path("method").asText(),
            found.path("user").asText(),
            found.has("attention") ? "  ! " + found.path("attention").asText() : "");
  }
}
