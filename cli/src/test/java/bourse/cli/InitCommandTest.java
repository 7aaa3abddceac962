package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  @TempDir Path parent;
  private Path directory;

  @BeforeEach
  void chooseADirectory() {
    directory = parent.resolve("new").resolve("data");
  }

  @Test
  void writesWhatOnlyItsOwnerReads() throws IOException {
    CommandRun run = CommandRun.of("init", "--json", "--data", directory.toString());

    assertEquals(0, run.exitCode(), run.err());
    JsonNode answer = Json.read(run.out());
    assertEquals(directory.resolve("bourse.yaml").toString(), answer.get("configuration").asText());
    String token = answer.get("setupToken").asText();
    assertTrue(token.length() >= 32, run.out());
    String kept = Files.readString(directory.resolve("setup-token.json"));
    assertTrue(kept.contains("sha256") && !kept.contains(token), kept);
    assertEquals("rw-------", permissions(directory.resolve("setup-token.json")));
    assertEquals("rwx------", permissions(directory));
    assertEquals("rw-------", permissions(directory.resolve("bourse.yaml")));
    assertEquals("rw-------", permissions(directory.resolve("markets.yaml")));
    assertEquals("rw-------", permissions(directory.resolve("keystore")));
  }

  @Test
  void whatItWritesIsRight() {
    assertEquals(0, CommandRun.of("init", "--data", directory.toString()).exitCode());

    CommandRun check = CommandRun.of("config", "check", "--data", directory.toString());
    assertEquals(0, check.exitCode(), check.err());
    CommandRun show = CommandRun.of("config", "show", "--data", directory.toString());
    assertTrue(show.out().contains("server.environment: production  (default)"), show.out());
  }

  @Test
  void neverOverwrites() throws IOException {
    CommandRun.of("init", "--data", directory.toString());
    String configuration = Files.readString(directory.resolve("bourse.yaml"));

    CommandRun again = CommandRun.of("init", "--data", directory.toString());

    assertEquals(5, again.exitCode());
    assertEquals(1, again.err().lines().count(), again.err());
    assertEquals("", again.out());
    assertEquals(configuration, Files.readString(directory.resolve("bourse.yaml")));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
