package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets the fee schedule from a file. */
@Command(
    name = "set",
    description = "Set the whole fee schedule. It is audited under your system user.",
    footer = {
      "",
      "FILE is JSON such as config-samples/fees.json. The most specific rate counts: that of the group",
      "in the symbol, else of the symbol, else of the group, else of all; else the symbol's own fees.",
      "Rates with a minimumVolume count for accounts that traded so much of the volumeCurrency within 30",
      "days. The schedule counts for orders that are accepted from now on.",
      "",
      "Example:  bourse fees set fees.json"
    })
final class FeesSetCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "The schedule, as JSON.")
  private Path file;

  FeesSetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode fees = read();
    terminal.out().println(Json.pretty(operator.setFees(fees)));
  }

  private JsonNode read() {
    try {
      return Json.read(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new Fault(
          ErrorCode.INVALID_FIELD, file + " can't be read as JSON: " + e.getMessage(), e);
    }
  }
}
