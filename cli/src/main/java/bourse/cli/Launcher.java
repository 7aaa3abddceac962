package bourse.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the reader of a message starts this command again. */
final class Launcher {
  private Launcher() {}

  /**
   * {@code bourse} where that starts this installation, otherwise the launcher's path as one can
   * paste it into a shell: relative when it lies below the working directory.
   */
  static String command() {
    String home = System.getProperty("bourse.home");
    return home == null
        ? "bourse"
        : command(
            Path.of(home, "bin", "bourse"),
            Path.of("").toAbsolutePath(),
            System.getenv().getOrDefault("PATH", ""));
  }

  static String command(Path launcher, Path workingDirectory, String searchPath) {
    for (String directory : searchPath.split(File.pathSeparator)) {
      if (!directory.isEmpty() && isSame(Path.of(directory, "bourse"), launcher)) {
        return "bourse";
      }
    }
    return quoted(
        launcher.startsWith(workingDirectory) ? workingDirectory.relativize(launcher) : launcher);
  }

  /** As one word of a shell. */
  static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9_./+@%:,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static boolean isSame(Path found, Path launcher) {
    try {
      return Files.isExecutable(found) && Files.isSameFile(found, launcher);
    } catch (IOException e) {
      return false; // what can't be looked at is not started by its name either
    }
  }
}
