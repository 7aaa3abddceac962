package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorCommandsTest {
  @TempDir Path directory;

  @Test
  void withoutAServerTheySayWhatToDo() {
    CommandRun run = CommandRun.of("status", "--data", directory.toString());
    assertEquals(6, run.exitCode());
    assertEquals("", run.out());
    assertEquals(
        "Error 4002: No server runs on the data directory "
            + directory
            + ": start one (bourse start), or name its directory with --data"
            + System.lineSeparator(),
        run.err());
  }

  @Test
  void theEnvironmentNamesTheDataDirectory() {
    CommandRun run =
        CommandRun.typing("", Map.of("BOURSE_DATA", directory.toString()), "status", "--json");
    assertEquals(6, run.exitCode());
    assertTrue(run.err().contains(directory.toString()), run.err());
  }

  @Test
  void stoppingWhatDoesNotRunIsNoError() {
    CommandRun run = CommandRun.of("stop", "--data", directory.toString());
    assertEquals(0, run.exitCode());
    assertTrue(run.err().startsWith("No server runs on"), run.err());
  }

  @Test
  void aStackTraceIsShownOnRequestOnly() {
    CommandRun run = CommandRun.of("status", "--verbose", "--data", directory.toString());
    assertTrue(run.err().contains("at bourse.cli.Installation.running"), run.err());
  }

  @Test
  void aPasswordIsNeverTakenFromTheCommandLine() throws Exception {
    assertEquals(2, CommandRun.of("user", "create", "a@b.example", "--password", "x").exitCode());
    Path file = Files.writeString(directory.resolve("password"), "correct horse battery staple\n");
    CommandRun run =
        CommandRun.of(
            "user",
            "create",
            "a@b.example",
            "--full-name",
            "A",
            "--password-file",
            file.toString(),
            "--data",
            directory.toString());
    assertEquals(6, run.exitCode());
  }

  @Test
  void aGroupWithoutACommandSaysSo() {
    CommandRun run = CommandRun.of("user");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("bourse user --help"), run.err());
  }
}
