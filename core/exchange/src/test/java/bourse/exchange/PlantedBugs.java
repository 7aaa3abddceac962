package bourse.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Shows what the simulator finds: applies each patch of the resources {@code planted} to a copy of
 * the sources, compiles what it changes, and runs seeds with it until one fails.
 */
final class PlantedBugs {
  private static final String PATCHES = "core/exchange/src/test/resources/planted";

  private static final Path ROOT = Path.of("");

  /** So many must pass with nothing planted, or what is found shows nothing. */
  private static final long CONTROL_SEEDS = 5;

  private PlantedBugs() {}

  /**
   * In the root of the sources.
   *
   * @param arguments {@code --seeds=2000 --out=FILE --machine=… --commit=… --command=…}
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = Simulate.named(arguments);
    long seeds = Long.parseLong(given.getOrDefault("--seeds", "2000"));
    Map<String, Object> found = new LinkedHashMap<>();
    boolean all = run(Optional.empty(), CONTROL_SEEDS).isEmpty();
    if (!all) {
      throw new IllegalStateException("A seed fails with nothing planted");
    }
    for (Path patch : patches(ROOT, given.getOrDefault("--only", ""))) {
      String name = patch.getFileName().toString().replace(".patch", "");
      String seen = run(Optional.of(patch), seeds);
      all &= !seen.isEmpty();
      found.put(name, seen.isEmpty() ? "not found in " + seeds + " seeds" : seen);
      System.out.println(name + ": " + found.get(name));
    }
    if (given.containsKey("--out")) {
      Map<String, Object> report = new LinkedHashMap<>();
      for (String name : List.of("machine", "commit", "command")) {
        report.put(name, given.getOrDefault("--" + name, "not said"));
      }
      report.put("found", found);
      Files.writeString(
          Path.of(given.get("--out")),
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report)
              + "\n");
    }
    System.exit(all ? 0 : 1);
  }

  static List<Path> patches(Path root, String only) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(PATCHES))) {
      return files.filter(file -> file.toString().contains(only)).sorted().toList();
    }
  }

  /** What the first seed that fails shows; empty when none does. */
  private static String run(Optional<Path> patch, long seeds) throws Exception {
    Path directory = Files.createTempDirectory("planted-");
    try {
      List<URL> path = new ArrayList<>();
      if (patch.isPresent()) {
        Path classes =
            compiled(patched(ROOT, patch.get(), directory), directory.resolve("classes"));
        path.add(classes.toUri().toURL());
      }
      for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
        path.add(Path.of(part).toUri().toURL());
      }
      try (URLClassLoader loader =
          new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
        Thread.currentThread().setContextClassLoader(loader);
        return (String)
            loader
                .loadClass(Simulate.class.getName())
                .getMethod("firstFailure", long.class)
                .invoke(null, seeds);
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted((one, other) -> other.compareTo(one)).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  /** The changed source in its copy. */
  static Path patched(Path root, Path patch, Path directory) throws IOException {
    List<String> lines = Files.readAllLines(patch);
    String name = lines.get(1).substring("+++ b/".length());
    String source = Files.readString(root.resolve(name));
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (String line : lines.subList(2, lines.size())) {
      if (line.startsWith("@@")) {
        source = replaced(patch, source, before, after);
        continue;
      }
      char kind = line.charAt(0);
      String text = line.substring(1) + "\n";
      before.append(kind == '+' ? "" : text);
      after.append(kind == '-' ? "" : text);
    }
    Path copy = directory.resolve(name);
    Files.createDirectories(copy.getParent());
    return Files.writeString(copy, replaced(patch, source, before, after));
  }

  /** With one piece of the patch in place, wherever it stands by now. */
  private static String replaced(
      Path patch, String source, StringBuilder before, StringBuilder after) {
    String old = before.toString();
    int at = source.indexOf(old);
    if (at < 0 || (!old.isEmpty() && source.indexOf(old, at + 1) >= 0)) {
      throw new IllegalStateException(patch + " does not fit the sources any more");
    }
    String result = source.substring(0, at) + after + source.substring(at + old.length());
    before.setLength(0);
    after.setLength(0);
    return result;
  }

  static Path compiled(Path source, Path classes) throws IOException {
    Files.createDirectories(classes);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    if (result != 0) {
      throw new IllegalStateException(source + " does not compile");
    }
    return classes;
  }
}
