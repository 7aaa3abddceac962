package bourse.cli;

import bourse.cli.client.Json;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes retired versions of keys back into the keystore. */
@Command(
    name = "restore",
    description = "Take retired keys back, so that a backup of their time can be read.",
    footer = {
      "",
      "The server must be stopped. After the next start everything is encrypted under the newest"
          + " versions, and the old",
      "ones leave the keystore again.",
      "",
      "Example:  bourse keys restore /media/safe/keystore.retired"
    })
final class KeysRestoreCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "FILE", description = "A keystore.retired of this data.")
  private Path file;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysRestoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal).requireInitialised();
    try (DataDirectory directory = DataDirectory.open(installation.directory(), 0)) {
      List<String> restored = Keystore.open(directory).dataKeys().restore(file);
      if (json) {
        ObjectNode answer = Json.object();
        ArrayNode names = answer.putArray("restored");
        restored.forEach(names::add);
        terminal.out().println(Json.pretty(answer));
        return;
      }
      restored.forEach(terminal.out()::println);
      terminal.message(
          restored.isEmpty()
              ? "All of them are in the keystore."
              : "They are in the keystore again.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
