package bourse.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the data directory. */
final class DataOption {
  private static final String VARIABLE = "BOURSE_DATA";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory; else $BOURSE_DATA, else ~/.bourse/data.")
  private Path directory;

  Installation installation(Terminal terminal) {
    return installation(terminal, "data");
  }

  /** The named directory, else that of the environment, else one below {@code ~/.bourse}. */
  Installation installation(Terminal terminal, String defaultName) {
    return installation(Optional.ofNullable(directory), terminal, defaultName);
  }

  static Installation installation(Optional<Path> named, Terminal terminal, String defaultName) {
    if (named.isPresent()) {
      return new Installation(named.get());
    }
    String variable = terminal.environment().get(VARIABLE);
    return new Installation(
        variable == null || variable.isBlank()
            ? Path.of(System.getProperty("user.home"), ".bourse", defaultName)
            : Path.of(variable));
  }
}
