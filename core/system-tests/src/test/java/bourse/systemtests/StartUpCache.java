package bourse.systemtests;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ahead-of-time cache of the servers under test, which halves what each of their many starts
 * costs. Recorded by the first test that needs it, from a server that is started and stopped. Java
 * makes none of folders of classes, so there is none where the modules are not jars.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
 */
final class StartUpCache {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path FILE = TARGET.resolve("start-up.aot");

  /** The product, without the tests of this module. */
  static final List<Path> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(part -> Path.of(part).toAbsolutePath())
          .filter(part -> !part.startsWith(TARGET))
          .toList();

  private static final boolean IS_POSSIBLE = CLASS_PATH.stream().noneMatch(Files::isDirectory);

  private StartUpCache() {}

  /** Options for Java to start with it; none while another process of tests records it. */
  static synchronized List<String> options() throws Exception {
    if (!IS_POSSIBLE) {
      return List.of();
    }
    if (!isFresh() && !isRecorded()) {
      return List.of();
    }
    // Java warns of parts that it does not take, in the midst of what the product says.
    return List.of("-XX:AOTCache=" + FILE, "-XX:AOTMode=on", "-Xlog:aot*=error");
  }

  /** Tests run in several processes; one records, and the others go on without meanwhile. */
  private static boolean isRecorded() throws Exception {
    try (FileChannel file =
        FileChannel.open(
            TARGET.resolve("start-up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (file.tryLock() == null) {
        return false;
      }
      if (isFresh()) {
        return true;
      }
      Files.deleteIfExists(FILE);
      Path folder = Files.createTempDirectory(TARGET, "start-up");
      Path recorded = folder.resolve("recorded.aot");
      try (Appliance trained =
          Appliance.create(
              folder.resolve("data"), Map.of(), List.of("-XX:AOTCacheOutput=" + recorded))) {
        trained.start();
        trained.api().newUser("trader@test.example");
        // The process writes it at its end, by another one.
        if (trained.stop(Duration.ofMinutes(3)) != 0 || !Files.exists(recorded)) {
          throw new AssertionError("No start-up cache was recorded:\n" + trained.output());
        }
      }
      Files.move(recorded, FILE);
      return true;
    }
  }

  private static boolean isFresh() throws IOException {
    if (!Files.exists(FILE)) {
      return false;
    }
    FileTime recorded = Files.getLastModifiedTime(FILE);
    for (Path part : CLASS_PATH) {
      if (Files.getLastModifiedTime(part).compareTo(recorded) > 0) {
        return false;
      }
    }
    return true;
  }
}
