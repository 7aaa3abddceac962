package bourse.cli;

import bourse.cli.client.Operator;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** A command that asks the running server of a data directory, as its operator. */
abstract class OperatorCommand implements Runnable {
  final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  OperatorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public final void run() {
    Installation installation = data.installation(terminal);
    try (ServerConnection management = new ServerConnection(installation.running().management())) {
      ask(installation.operator(management));
    }
  }

  /** Asks, and prints what was answered. */
  abstract void ask(Operator operator);

  /**
   * Goes through all items of a list that comes in pages.
   *
   * @param page asks for the page at a cursor; none is the first
   */
  static void forEach(Function<Optional<String>, JsonNode> page, Consumer<JsonNode> item) {
    Optional<String> cursor = Optional.empty();
    do {
      JsonNode answer = page.apply(cursor);
      answer.path("items").forEach(item);
      cursor = Optional.ofNullable(answer.path("nextCursor").textValue());
    } while (cursor.isPresent());
  }
}
