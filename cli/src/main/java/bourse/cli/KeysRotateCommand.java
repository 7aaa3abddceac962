package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes new versions of keys, and waits until everything is encrypted under them. */
@Command(
    name = "rotate",
    description = "Make a new version of a key. It is audited under your system user.",
    footer = {
      "",
      "The server goes on working. What older versions encrypted is encrypted anew in the"
          + " background; Ctrl-C or",
      "a stop of the server cuts off only the waiting: the next start goes on with it. An older"
          + " version leaves the keystore",
      "after the time of keys.retire-after, when nothing needs it any more, and goes into"
          + " keystore.retired: move that file to where",
      "your backups are, and copy the keystore anew.",
      "",
      "The key of tokens signs access tokens, and is renewed by itself after"
          + " auth.signing-key-lifetime. Nobody has to log in again.",
      "",
      "Example:  bourse keys rotate fields"
    })
final class KeysRotateCommand extends OperatorCommand {
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "fields, files, master or tokens; all of them when none is named.")
  private String name;

  @Option(names = "--no-wait", description = "Do not wait until everything is encrypted anew.")
  private boolean noWait;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysRotateCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    List<String> names =
        name == null ? List.of("fields", "files", "master", "tokens") : List.of(name);
    List<JsonNode> rotated = names.stream().map(operator::rotateKey).toList();
    if (!noWait) {
      names.forEach(key -> await(operator, key));
    }
    print(rotated);
  }

  private void await(Operator operator, String name) {
    long shown = -1;
    for (JsonNode inventory = operator.keys();
        !isRenewed(inventory, name);
        inventory = operator.keys()) {
      String problem = inventory.path("problem").asText();
      if (!problem.isEmpty()) {
        throw new Fault(ErrorCode.INTERNAL, problem);
      }
      long left = stale(inventory, name);
      if (left != shown) {
        terminal.message("%s: %,d are left".formatted(name, left));
        shown = left;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return; // the server goes on with it
      }
    }
  }

  private static boolean isRenewed(JsonNode inventory, String name) {
    return keys(inventory, name).allMatch(key -> key.path("renewed").asBoolean());
  }

  private static long stale(JsonNode inventory, String name) {
    return keys(inventory, name)
        .flatMap(key -> key.path("data").valueStream())
        .mapToLong(encrypted -> encrypted.path("stale").asLong())
        .sum();
  }

  /** The master key encrypts no data, so it is none of these. */
  private static Stream<JsonNode> keys(JsonNode inventory, String name) {
    return inventory
        .path("keys")
        .valueStream()
        .filter(key -> key.path("name").asText().equals(name));
  }

  private void print(List<JsonNode> rotated) {
    if (json) {
      ObjectNode answer = Json.object();
      ArrayNode keys = answer.putArray("rotated");
      rotated.forEach(keys::add);
      terminal.out().println(Json.pretty(answer));
      return;
    }
    rotated.forEach(key ->
        terminal
            .out()
            .println(
                "%s has version %d now"
                    .formatted(key.path("name").asText(), key.path("version").asInt())));
    terminal.message("Copy the keystore anew to where you keep its copy.");
  }
}
