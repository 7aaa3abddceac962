package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LauncherTest {
  @TempDir Path directory;
  private Path launcher;

  @BeforeEach
  void install() throws IOException {
    launcher = directory.resolve("an image/bin/bourse");
    Files.createDirectories(launcher.getParent());
    Files.createFile(
        launcher,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  @Test
  void isTheBareNameWhereALinkOnThePathLeadsHere() throws IOException {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("bourse"), launcher);
    assertEquals("bourse", Launcher.command(launcher, directory, "/nowhere:" + bin));
  }

  @Test
  void isAQuotedPathOtherwise() {
    assertEquals("'an image/bin/bourse'", Launcher.command(launcher, directory, "/nowhere"));
    assertEquals(
        "'" + launcher + "'", Launcher.command(launcher, directory.resolve("elsewhere"), ""));
    assertEquals(
        "/opt/bourse-1.0/bin/bourse", Launcher.quoted(Path.of("/opt/bourse-1.0/bin/bourse")));
    assertEquals("'it'\\''s'", Launcher.quoted(Path.of("it's")));
  }
}
