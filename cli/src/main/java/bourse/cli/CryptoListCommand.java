package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what clients paid in over chains. */
@Command(
    name = "list",
    description = "List what clients paid in over chains, the newest first.",
    footer = {
      "",
      "Example:  bourse crypto list --attention",
      "          bourse crypto list --user ada@example.com --status CONFIRMING"
    })
final class CryptoListCommand extends OperatorCommand {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only CONFIRMING, CREDITED, MISSING, TAKEN_BACK or TOO_SMALL ones.")
  private String status;

  @Option(names = "--user", paramLabel = "USER", description = "Only of this address or id.")
  private String user;

  @Option(names = "--attention", description = "Only those that somebody has to look at.")
  private boolean attention;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  CryptoListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    forEach(
        cursor ->
            operator.chainDeposits(
                Optional.ofNullable(status), Optional.ofNullable(user), attention, cursor),
        found -> terminal.out().println(json ? found.toString() : line(found)));
  }

  /** In a line. */
  static String line(JsonNode found) {
    return "%s  %-10s  %s %s  %s  of %s%s"
        .formatted(
            found.path("id").asText(),
            found.path("status").asText(),
            found.path("amount").asText(),
            found.path("asset").asText(),
            found.path("transaction").asText(),
            found.path("user").asText(),
            found.has("attention") ? "  ! " + found.path("attention").asText() : "");
  }
}
