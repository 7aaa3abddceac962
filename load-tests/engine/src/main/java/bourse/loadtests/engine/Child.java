package bourse.loadtests.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A run in a JVM of its own, always with the same heap and collector. */
final class Child {
  /** Its pipeline writes a line per refused order: nothing that we don't do is measured. */
  private static final String SILENT =
      "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider";

  /** What exchange-core's libraries need of a Java 17. */
  private static final List<String> OPENINGS =
      List.of(
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  private final Path javaHome;
  private final String heap;
  private final boolean isPeer;
  private final Duration atMost;

  private Child(Path javaHome, String heap, boolean isPeer, Duration atMost) {
    this.javaHome = javaHome;
    this.heap = heap;
    this.isPeer = isPeer;
    this.atMost = atMost;
  }

  static Child ours(String heap, Duration atMost) {
    return new Child(Path.of(System.getProperty("java.home")), heap, false, atMost);
  }

  static Child peer(Path javaHome, String heap, Duration atMost) {
    return new Child(javaHome, heap, true, atMost);
  }

  /**
   * Runs a main class to its end and returns what it printed. When it takes too long, it is stopped
   * and what it printed so far counts.
   *
   * @throws IllegalStateException when it failed
   */
  List<String> run(String mainClass, String... arguments) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Process process = start(mainClass, arguments);
    Thread watch = Thread.ofVirtual().start(() -> stopLate(process));
    read(process, lines::add);
    int code = process.waitFor();
    boolean isLate = !watch.isAlive() || code == 137 || code == 143;
    watch.interrupt();
    if (code != 0 && !isLate) {
      throw new IllegalStateException(
          "%s %s ended with %d".formatted(mainClass, String.join(" ", arguments), code));
    }
    return lines;
  }

  /** Starts a main class; its messages go where ours go. */
  Process start(String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseParallelGC"));
    if (isPeer) {
      command.addAll(OPENINGS);
      command.add(SILENT);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void read(Process process, Consumer<String> lines) throws IOException {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    }
  }

  private void stopLate(Process process) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
