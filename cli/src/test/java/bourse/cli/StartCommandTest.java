package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server refuses to start on: one line, a documented exit code, nothing changed. */
class StartCommandTest {
  @TempDir Path directory;

  @BeforeEach
  void initialise() {
    assertEquals(0, CommandRun.of("init", "--data", directory.toString()).exitCode());
  }

  @Test
  void aDirectoryThatIsNotInitialised() {
    Path other = directory.resolve("other");
    CommandRun run = CommandRun.of("start", "--data", other.toString());
    assertEquals(2, run.exitCode());
    assertEquals(
        "Error 4103: The data directory "
            + other
            + " is not initialised: run bourse init --data "
            + other
            + System.lineSeparator(),
        run.err());
  }

  @Test
  void aDemosData() throws IOException {
    configure("server.environment: demo");
    assertRefused(2, "4107", "is that of a demo", "bourse init");
  }

  @Test
  void aKeyThatDoesNotExist() throws IOException {
    configure("http.prot: 8080");
    assertRefused(2, "4103", "http.prot", "http.port");
  }

  @Test
  void anExternalServiceThatIsNotOnOffer() throws IOException {
    configure("kafka.mode: external");
    assertRefused(2, "4103", "bourse.yaml line ", "there is no setting kafka.mode");
    assertEquals(2, CommandRun.of("config", "check", "--data", directory.toString()).exitCode());
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          5,
          "4102",
          Integer.toString(taken.getLocalPort()),
          "http.port",
          "--set",
          "http.port=" + taken.getLocalPort());
    }
  }

  @Test
  void aMissingKeystore() throws IOException {
    Files.createDirectories(directory.resolve("log"));
    Files.writeString(directory.resolve("log").resolve("segment"), "data that a key was made for");
    Files.delete(directory.resolve("keystore"));
    List<String> before = files();
    CommandRun run = CommandRun.of("start", "--data", directory.toString());
    assertEquals(1, run.exitCode(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("Error 4104: "), run.err());
    assertTrue(run.err().contains("docs/runbooks/keystore-missing.md"), run.err());
    assertEquals(before, files());
  }

  @Test
  void aConfigurationThatCantBeRead() throws IOException {
    Path configuration = directory.resolve("bourse.yaml");
    Files.write(configuration, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertRefused(2, "4103", "bourse.yaml can't be read", "UTF-8");
    Files.writeString(configuration, "http: [");
    assertRefused(2, "4103", "bourse.yaml line 1", "not YAML");
    Files.delete(configuration);
    Files.createDirectory(configuration);
    assertRefused(2, "4103", "bourse.yaml can't be read", "check that it is there");
  }

  @Test
  void aSecretOnTheCommandLine() throws IOException {
    assertRefused(
        2,
        "4103",
        "database.password is a secret",
        "write it into the configuration file",
        "--set",
        "database.password=hunter2");
  }

  @Test
  void aFileInPlaceOfTheDataDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("a file"), "kept");
    for (String command : List.of("init", "start")) {
      CommandRun run = CommandRun.of(command, "--data", file.toString());
      assertEquals(2, run.exitCode(), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().startsWith("Error 4103: The data directory " + file), run.err());
    }
    assertEquals("kept", Files.readString(file));
  }

  private void configure(String line) throws IOException {
    Files.writeString(directory.resolve("bourse.yaml"), line + "\n", StandardOpenOption.APPEND);
  }

  private void assertRefused(
      int exitCode, String number, String thing, String remedy, String... options)
      throws IOException {
    List<String> before = files();
    List<String> arguments = new ArrayList<>(List.of("start", "--data", directory.toString()));
    arguments.addAll(List.of(options));

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("Error " + number + ": "), run.err());
    assertTrue(run.err().contains(thing), run.err());
    assertTrue(run.err().contains(remedy), run.err());
    assertEquals(before, files());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
