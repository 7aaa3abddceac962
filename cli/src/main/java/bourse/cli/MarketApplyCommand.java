package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the markets as the file says. */
@Command(
    name = "apply",
    description =
        "Make the markets as markets.yaml says now. It is audited under your system user.",
    footer = {
      "",
      "Lists assets and symbols that are new, and changes fees and limits that differ. Nothing is delisted by it.",
      "",
      "Example:  bourse market apply"
    })
final class MarketApplyCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MarketApplyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode answer = operator.applyMarkets();
    if (json) {
      terminal.out().println(Json.pretty(answer));
    } else {
      print("Listed", answer.path("listed"));
      print("Changed", answer.path("changed"));
      print("Delisted before, left so", answer.path("delisted"));
    }
  }

  private void print(String what, JsonNode names) {
    List<String> texts = new ArrayList<>();
    names.forEach(name -> texts.add(name.asText()));
    terminal.out().println(what + ": " + (texts.isEmpty() ? "none" : String.join(", ", texts)));
  }
}
