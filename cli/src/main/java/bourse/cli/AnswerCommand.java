package bourse.cli;

import bourse.cli.client.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command whose one answer is printed, as text or as it came. */
abstract class AnswerCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AnswerCommand(Terminal terminal) {
    super(terminal);
  }

  void print(JsonNode answer, Function<JsonNode, String> text) {
    terminal.out().println(json ? Json.pretty(answer) : text.apply(answer));
  }
}
