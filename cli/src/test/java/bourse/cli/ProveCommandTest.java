package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.config.Settings;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LogSettings;
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
          "tls.mode", "off",
          "management.port", "0",
          "kafka.port", "0",
          "kafka.controller-port", "0",
          "objects.port", "0");

  @TempDir private Path directory;

  @Test
  void provesAndRebuildsWhatAServerLeft() throws Exception {
    Path data = directory.resolve("data");
    CommandRun init = CommandRun.of("init", "--data", data.toString());
    assertEquals(0, init.exitCode(), init.err());
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

    inspectsAndVerifies(data, proof);

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
  void aCommandThatTheEngineThrowsAtIsQuarantined() throws Exception {
    Path data = directory.resolve("data");
    assertEquals(0, CommandRun.of("init", "--data", data.toString()).exitCode());
    serveOnce(data);
    JsonNode log = Json.read(look(data, "inspect", "--json").out());
    long poison = log.get("lastSequence").asLong() + 1;
    appendPoison(data, poison);

    Fault halted = assertThrows(Fault.class, () -> serveOnce(data));
    assertEquals(ErrorCode.ENGINE_FAILED, halted.code());
    assertTrue(halted.getMessage().contains("at sequence " + poison), halted.getMessage());
    CommandRun innocent = run(data, "log", "quarantine", "--sequence", "1", "--reason", "a slip");
    assertEquals(5, innocent.exitCode(), innocent.err());
    assertTrue(innocent.err().startsWith("Error 4133: "), innocent.err());

    CommandRun done =
        run(
            data,
            "log",
            "quarantine",
            "--json",
            "--sequence",
            Long.toString(poison),
            "--reason",
            "no engine knows it");
    assertEquals(0, done.exitCode(), done.err());
    CommandRun command = look(data, "inspect", "--json", "--sequence", Long.toString(poison));
    assertEquals(
        Json.read(command.out()).get("sha256"), Json.read(done.out()).get("sha256"), done.out());

    serveOnce(data);
    CommandRun proved = run(data, "prove", "--json");
    assertEquals(0, proved.exitCode(), proved.err());
    assertTrue(Json.read(proved.out()).get("sequence").asLong() >= poison);
    assertEquals(0, run(data, "projection", "rebuild").exitCode());
    JsonNode shown = Json.read(look(data, "verify", "--json").out()).get("quarantine").get(0);
    assertTrue(shown.get("honoured").asBoolean(), shown.toString());
    assertEquals("no engine knows it", shown.get("reason").asText());

    // The keystore of another installation has another key, and its records are not ours.
    Path record = data.resolve("log").resolve("%020d.quarantine".formatted(poison));
    String jws = Files.readString(record);
    Files.writeString(record, jws.replaceFirst("\\.[^.]{8}", ".AAAAAAAA"));
    CommandRun changed = look(data, "verify");
    assertEquals(1, changed.exitCode());
    assertTrue(changed.out().contains("NOT HONOURED"), changed.out());
    assertEquals(
        ErrorCode.QUARANTINE_INVALID, assertThrows(Fault.class, () -> serveOnce(data)).code());
  }

  private static void appendPoison(Path data, long sequence) throws Exception {
    byte[] unknown = Commands.tick(CommandContext.NONE);
    unknown[4] = 99;
    Commands.stamp(unknown, 0, sequence, System.currentTimeMillis() * 1000);
    try (FileLogDirectory directory = FileLogDirectory.open(data.resolve("log"));
        FileCommandLog log = FileCommandLog.open(directory, LogSettings.DEFAULTS, 0)) {
      log.append(unknown, 0, unknown.length, sequence, 1);
    }
  }

  private static void inspectsAndVerifies(Path data, JsonNode proof) throws Exception {
    CommandRun inspected = look(data, "inspect", "--json");
    assertEquals(0, inspected.exitCode(), inspected.err());
    JsonNode log = Json.read(inspected.out());
    assertTrue(log.get("whole").asBoolean());
    assertTrue(log.get("archiveRead").asBoolean());
    assertEquals("CLEAN_STOP", log.get("end").asText());
    assertEquals(proof.get("sequence"), log.get("lastSequence"));
    assertEquals(proof.get("logHash"), log.get("logHash"));
    assertEquals(proof.get("stateHash"), log.get("snapshots").get(0).get("stateHash"));
    assertEquals(1, log.get("types").get("SET_RULE_VERSION").asLong());

    CommandRun first = look(data, "inspect", "--sequence", "1", "--json");
    assertEquals("SET_RULE_VERSION", Json.read(first.out()).get("type").asText(), first.err());
    CommandRun beyond = look(data, "inspect", "--sequence", "999999");
    assertEquals(4, beyond.exitCode(), beyond.out());
    assertTrue(look(data, "inspect").out().contains("Whole: nothing is damaged."));

    CommandRun verified = look(data, "verify");
    assertEquals(0, verified.exitCode(), verified.err());
    assertTrue(verified.out().contains("Whole: nothing is damaged."), verified.out());

    Path segment = data.resolve("log").resolve("000000000001.segment");
    byte[] whole = Files.readAllBytes(segment);
    byte[] damaged = whole.clone();
    damaged[600] ^= 4;
    Files.write(segment, damaged);
    CommandRun found = look(data, "verify", "--json");
    assertEquals(1, found.exitCode());
    assertTrue(found.err().startsWith("Error 4105: "), found.err());
    assertTrue(
        found.err().contains("offset 512, sequence 1: the batch here is damaged"), found.err());
    JsonNode place = Json.read(found.out()).get("damage");
    assertEquals("000000000001.segment", place.get("segment").asText());
    assertEquals(512, place.get("offset").asLong());
    assertEquals(1, place.get("sequence").asLong());
    assertEquals(0, look(data, "inspect").exitCode(), "shows what is there all the same");
    Files.write(segment, whole);
  }

  private static CommandRun look(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of("log"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    return CommandRun.of(all.toArray(String[]::new));
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
