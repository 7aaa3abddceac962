package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what clients send out. */
@Command(
    name = "list",
    description = "List what clients send out, the newest first.",
    footer = {
      "",
      "Example:  bourse withdrawals list --attention",
      "          bourse withdrawals list --user ada@example.com --status SETTLED"
    })
final class WithdrawalsListCommand extends OperatorCommand {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only those in this status, such as IN_REVIEW, AWAITING_APPROVAL, SUBMITTED or ERRORED.")
  private String status;

  @Option(names = "--user", paramLabel = "USER", description = "Only of this address or id.")
  private String user;

  @Option(names = "--attention", description = "Only those that wait for somebody of the staff.")
  private boolean attention;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  WithdrawalsListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    forEach(
        cursor ->
            operator.withdrawals(
                Optional.ofNullable(status), Optional.ofNullable(user), attention, cursor),
        found -> terminal.out().println(json ? found.toString() : line(found)));
  }

  /** In a line. */
  static String line(JsonNode found) {
    return "%s  %-17s  %s %s by %s  of %s%s"
        .formatted(
            found.path("id").asText(),
            found.path("status").asText(),
            found.path("amount").asText(),
            found.path("currency").asText(),
            found.path("rail").asText(),
            found.path("user").asText(),
            found.has("attention") ? "  ! " + found.path("attention").asText() : "");
  }
}
