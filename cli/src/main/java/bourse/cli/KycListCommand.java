package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists cases. */
@Command(
    name = "list",
    description = "List cases, the oldest first.",
    footer = {
      "",
      "Example:  bourse kyc list --status SUBMITTED",
      "          bourse kyc list --user ada@example.com"
    })
final class KycListCommand extends OperatorCommand {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only DRAFT, SUBMITTED, CLAIMED, ASKED_AGAIN, APPROVED, REJECTED or EXPIRED ones.")
  private String status;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Only REQUEST, which a client asks for, or SCREENING, about a verified client and a"
              + " list.")
  private String kind;

  @Option(names = "--user", paramLabel = "USER", description = "Only of this address or id.")
  private String user;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  KycListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    forEach(
        cursor ->
            operator.kycCases(
                Optional.ofNullable(kind),
                Optional.ofNullable(status),
                Optional.ofNullable(user),
                cursor),
        found -> terminal.out().println(json ? found.toString() : line(found)));
  }

  /** In a line. */
  static String line(JsonNode found) {
    return "%s  %-11s  %s  of %s: %s%s"
        .formatted(
            found.path("id").asText(),
            found.path("status").asText(),
            found.path("level").asText(),
            found.path("user").asText(),
            found
                .path("labels")
                .valueStream()
                .map(JsonNode::asText)
                .collect(Collectors.joining(" ")),
            (found.path("kind").asText().equals("SCREENING") ? "  about lists" : "")
                + (found.has("approver")
                    ? "  approved once by " + found.path("approver").asText()
                    : ""));
  }
}
