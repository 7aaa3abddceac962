package bourse.loadtests.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a run took place. */
final class Machine {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Machine() {}

  static String describe() throws IOException {
    return "%d cores %s, %d GiB, %s %s"
        .formatted(
            SYSTEM.getAvailableProcessors(),
            processor(),
            Math.round(SYSTEM.getTotalMemorySize() / (double) (1L << 30)),
            SYSTEM.getName(),
            SYSTEM.getVersion());
  }

  static double loadAverage() {
    return SYSTEM.getSystemLoadAverage();
  }

  /** The feature version of this Java. */
  static String java() {
    return Integer.toString(Runtime.version().feature());
  }

  /** The feature version of another Java, as its release file says it. */
  static String java(Path home) throws IOException {
    for (String line : Files.readAllLines(home.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        String version = line.substring("JAVA_VERSION=".length()).replace("\"", "");
        return List.of(version.split("\\.")).getFirst();
      }
    }
    throw new IOException(home + " does not say its version");
  }

  /** A Java of this version that is installed where they usually are. */
  static Optional<Path> findJava(int version) {
    Path here = Path.of(System.getProperty("java.home"));
    for (Path parent : List.of(here.resolveSibling("."), Path.of("/usr/lib/jvm"))) {
      try (Stream<Path> homes = Files.list(parent.normalize())) {
        for (Path home : homes.sorted().toList()) {
          if (Files.exists(home.resolve("release"))
              && Files.isExecutable(home.resolve("bin/java"))
              && java(home).equals(Integer.toString(version))) {
            return Optional.of(home);
          }
        }
      } catch (IOException e) {
        System.err.println(parent + " can't be looked through for a Java: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("of unknown kind");
  }
}
