package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops the withdrawals of a user for a while. */
@Command(
    name = "block",
    description =
        "Stop the withdrawals of a user until some time; without a time, let them go again.",
    footer = {
      "",
      "Example:  bourse withdrawals block ada@example.com --until 2026-02-01T00:00:00Z --note"
          + " 'asked by telephone'"
    })
final class WithdrawalsBlockCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "USER", description = "The user's address or id.")
  private String user;

  @Option(names = "--until", paramLabel = "TIME", description = "Until when.")
  private String until;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; it is on record.")
  private String note;

  WithdrawalsBlockCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode block = operator.blockWithdrawals(user, until, note);
    terminal
        .out()
        .println(
            block.has("until")
                ? "Nothing goes out until " + block.path("until").asText() + "."
                : "Withdrawals go again.");
  }
}
