package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message that sends an operator to a runbook must not send them nowhere. */
class RunbooksTest {
  private static final Path REPOSITORY = Path.of("..", "..");
  private static final Path RUNBOOKS = REPOSITORY.resolve("docs").resolve("runbooks");
  private static final Pattern NAMED = Pattern.compile("docs/runbooks/([a-z-]+\\.md)");
  private static final Pattern LINKED = Pattern.compile("\\]\\(([a-z-]+\\.md)\\)");

  @Test
  void everyRunbookThatTheCodeNamesIsThere() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path root : Set.of(REPOSITORY.resolve("core"), REPOSITORY.resolve("cli"))) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> file.toString().contains("/src/main/"))
            .forEach(file -> named.addAll(found(NAMED, file)));
      }
    }
    assertTrue(named.contains("log-damaged.md"), "finds names: " + named);
    assertTrue(runbooks().containsAll(named), named + " of " + runbooks());
  }

  @Test
  void theListOfRunbooksIsWholeAndTheirLinksLeadSomewhere() throws IOException {
    Set<String> all = runbooks();
    all.remove("README.md");
    assertEquals(all, found(LINKED, RUNBOOKS.resolve("README.md")));
    for (String runbook : all) {
      assertTrue(all.containsAll(found(LINKED, RUNBOOKS.resolve(runbook))), runbook);
    }
  }

  private static Set<String> runbooks() throws IOException {
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> found(Pattern pattern, Path file) {
    try {
      return pattern
          .matcher(Files.readString(file))
          .results()
          .map((MatchResult result) -> result.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
