package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import bourse.platform.config.Settings;
import bourse.server.BourseServer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proving and rebuilding the data of a real server that has stopped. */
class ProveCommandTest {
  private static final Map<String, String> FREE_PORTS =
      Map.of(
          "http.port", "0",
          "management.port", "0",
          "kafka.port", "0",
          "kafka.controller-port", "0",
          "objects.port", "0");

  @TempDir private Path directory;

  @Test
  void provesAndRebuildsWhatAServerLeft() throws Exception {
    Path data = directory.resolve("data");
    assertEquals(0, CommandRun.of("init", "--data", data.toString()).exitCode());
    serveOnce(data);

    Path file = directory.resolve("proof.jws");
    CommandRun proved = run(data, "prove", "--output", file.toString());
    assertEquals(0, proved.exitCode(), proved.err());
    assertTrue(proved.out().contains("Proved: nothing differs."), proved.out());

    CommandRun checked = CommandRun.of("prove", "--check", file.toString(), "--json");
    assertEquals(0, checked.exitCode(), checked.err());
    JsonNode proof = Json.read(checked.out());
    assertTrue(proof.get("proved").asBoolean());
    assertTrue(proof.get("sequence").asLong() > 5, "the listings are commands too");
    assertEquals(proof.get("sequence"), proof.get("projected"));
    assertTrue(proof.get("rows").get("symbols").asLong() > 0);

    CommandRun ledger = run(data, "ledger", "verify", "--json");
    assertEquals(0, ledger.exitCode(), ledger.err());
    assertTrue(Json.read(ledger.out()).get("holds").asBoolean());

    CommandRun rebuilt = run(data, "projection", "rebuild");
    assertEquals(0, rebuilt.exitCode(), rebuilt.err());
    assertTrue(
        rebuilt.out().contains("has command " + proof.get("sequence").asLong() + " and all"),
        rebuilt.out());
    assertEquals(0, run(data, "prove").exitCode());

    String jws = Files.readString(file);
    int middle = jws.length() / 2;
    char other = jws.charAt(middle) == 'A' ? 'B' : 'A';
    Files.writeString(file, jws.substring(0, middle) + other + jws.substring(middle + 1));
    CommandRun forged = CommandRun.of("prove", "--check", file.toString());
    assertEquals(2, forged.exitCode(), forged.out());
    assertFalse(forged.out().contains("Proved"));
  }

  @Test
  void aDirectoryThatWasNeverInitialisedIsLeftAlone() {
    Path nothing = directory.resolve("nothing");
    CommandRun run = run(nothing, "prove");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("is not initialised: run bourse init"), run.err());
    assertFalse(Files.exists(nothing));
  }

  private static void serveOnce(Path data) throws Exception {
    BourseServer server =
        new BourseServer(
            Settings.load(
                BourseServer.catalogue(), new Installation(data).configuration(), FREE_PORTS),
            data,
            (_, _, _, _) -> {});
    server.start();
    server.stop();
  }

  private static CommandRun run(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString(), "--set", "objects.port=0"));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
