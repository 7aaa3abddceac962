package bourse.platform.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path parent;

  @Test
  void itIsMadeForItsOwnerAlone() throws IOException {
    try (DataDirectory data = DataDirectory.open(parent.resolve("data"), 0)) {
      assertEquals("rwx------", permissions(data.root()));
      assertEquals("rwx------", permissions(data.database()));
      assertFalse(data.holdsData());
      Files.writeString(data.database().resolve("bourse.mv.db"), "x");
      assertTrue(data.holdsData());
    }
  }

  @Test
  void aSecondServerIsToldWhoHoldsIt() throws Exception {
    Path directory = parent.resolve("data");
    Process other = otherServer(directory);
    try (BufferedReader output = other.inputReader()) {
      assertEquals("open", output.readLine());
      Fault fault = assertThrows(Fault.class, () -> DataDirectory.open(directory, 0));
      assertEquals(ErrorCode.DATA_DIRECTORY_IN_USE, fault.code());
      assertEquals(
          "Process "
              + other.pid()
              + " uses the data directory "
              + directory
              + ": stop that server first (bourse stop), or choose another directory",
          fault.getMessage());
      assertEquals(other.pid(), DataDirectory.holder(directory));
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertEquals(0, DataDirectory.holder(directory));
    DataDirectory.open(directory, 0).close(); // the lock of a killed process is gone
  }

  @Test
  void theSameProcessCanNotOpenItTwiceEither() throws IOException {
    try (DataDirectory data = DataDirectory.open(parent, 0)) {
      Fault fault = assertThrows(Fault.class, () -> DataDirectory.open(data.root(), 0));
      assertEquals(ErrorCode.DATA_DIRECTORY_IN_USE, fault.code());
    }
  }

  @Test
  void tooLittleSpaceStopsTheStart() {
    Fault fault = assertThrows(Fault.class, () -> DataDirectory.open(parent, Long.MAX_VALUE));
    assertEquals(ErrorCode.NO_SPACE, fault.code());
  }

  @Test
  void aDirectoryWithOtherThingsIsLeftAsItIs() throws IOException {
    Files.writeString(parent.resolve("thesis.txt"), "x");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    Fault fault = assertThrows(Fault.class, () -> DataDirectory.open(parent, 0));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertEquals("rwxr-xr-x", permissions(parent));
    Files.writeString(parent.resolve("bourse.yaml"), "# ours");
    DataDirectory.open(parent, 0).close();
  }

  @Test
  void aFileIsNoDataDirectory() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");
    Fault fault = assertThrows(Fault.class, () -> DataDirectory.open(file, 0));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Process otherServer(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherServer.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Holds a data directory until it is killed. */
  static final class OtherServer {
    private OtherServer() {}

    public static void main(String[] arguments) throws Exception {
      DataDirectory data = DataDirectory.open(Path.of(arguments[0]), 0);
      System.out.println("open");
      Thread.sleep(60_000);
      data.close();
    }
  }
}
