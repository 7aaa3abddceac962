import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Lists what the image contains that others wrote, as Markdown on standard output: {@code java Notices.java IMAGE POMS
 * KNOWN}.
 *
 * <p>A jar's licence is what its POM, a parent of that or its manifest names, else what the file KNOWN says (lines of a file name's
 * beginning, a blank, and the licence). A jar without either ends the build: nothing is shipped whose licence nobody
 * looked up.
 */
final class Notices {
  private static final Pattern POM_LICENCE =
      Pattern.compile("<licenses>.*?<name>\\s*([^<]+?)\\s*</name>", Pattern.DOTALL);
  private static final Pattern POM_PARENT = Pattern.compile("<parent>.*?</parent>", Pattern.DOTALL);
  private static final Pattern TEXT =
      Pattern.compile("(META-INF/)?(LICEN[CS]E|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);

  private Notices() {}

  public static void main(String[] arguments) throws IOException {
    Path image = Path.of(arguments[0]);
    Path poms = Path.of(arguments[1]);
    List<String> known = Files.readAllLines(Path.of(arguments[2]));
    List<String> unknown = new ArrayList<>();
    System.out.println(
        """
        # What others wrote in this package

        The Java runtime in `runtime/` is OpenJDK (GPL-2.0 with the classpath exception); its notices are in `runtime/legal/`.
        Redis and its libraries are in `redis/`; their licences are in `redis/licences/`.

        | jar | licence | texts inside the jar |
        |---|---|---|""");
    for (Path jar : jars(image.resolve("lib"))) {
      String name = jar.getFileName().toString();
      try (JarFile file = new JarFile(jar.toFile())) {
        Optional<String> licence = named(file, poms, name).or(() -> lookedUp(known, name));
        if (licence.isEmpty()) {
          unknown.add(name);
        }
        System.out.println("| " + name + " | " + licence.orElse("?") + " | " + texts(file) + " |");
      }
    }
    if (!unknown.isEmpty()) {
      System.err.println(
          "No licence is known for " + String.join(", ", unknown) + ": look it up and add it to " + arguments[2]);
      System.exit(1);
    }
  }

  private static List<Path> jars(Path library) throws IOException {
    try (Stream<Path> files = Files.list(library)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("bourse-"))
          .sorted()
          .toList();
    }
  }

  /** What the POM beside the jar says, else the nearest of its parents, else the manifest. */
  private static Optional<String> named(JarFile file, Path poms, String name) throws IOException {
    Path pom = poms.resolve(name.replaceFirst("\\.jar$", ".pom"));
    while (Files.exists(pom)) {
      String text = Files.readString(pom);
      Matcher licence = POM_LICENCE.matcher(text);
      if (licence.find()) {
        return Optional.of(licence.group(1).replaceAll("\\s+", " "));
      }
      Matcher parent = POM_PARENT.matcher(text);
      if (!parent.find()) {
        break;
      }
      pom = poms.resolve(element(parent.group(), "artifactId") + "-" + element(parent.group(), "version") + ".pom");
    }
    return Optional.ofNullable(file.getManifest())
        .map(manifest -> manifest.getMainAttributes().getValue("Bundle-License"))
        .map(licence -> licence.replace("|", "/"));
  }

  private static String element(String xml, String name) {
    Matcher matcher = Pattern.compile("<" + name + ">\\s*([^<]+?)\\s*</" + name + ">").matcher(xml);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Optional<String> lookedUp(List<String> known, String name) {
    return known.stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 2))
        .filter(parts -> name.startsWith(parts[0]))
        .map(parts -> parts[1])
        .findFirst();
  }

  private static String texts(JarFile file) {
    return String.join(
        ", ",
        entries(file).stream()
            .map(ZipEntry::getName)
            .filter(entry -> TEXT.matcher(entry).matches())
            .toList());
  }

  private static List<? extends ZipEntry> entries(JarFile file) {
    return file.stream().toList();
  }
}
