package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that say which test shows which promise name tests that are there. */
class PromisePagesTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern NAMED =
      Pattern.compile("`(?:([A-Z]\\w*Test)(?:\\.(\\w+))?|(\\w+\\.e2e\\.mjs))`");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reliability.md",
        "behaviour.md",
        "security/threat-model.md",
        "security/asvs.md",
        "security/pen-test-checklist.md"
      })
  void everyTestThatIsNamedExists(String page) throws IOException {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    Matcher found = NAMED.matcher(Files.readString(ROOT.resolve("docs").resolve(page)));
    while (found.find()) {
      named++;
      String source = tests.get(found.group(3) == null ? found.group(1) + ".java" : found.group(3));
      String method = found.group(2);
      if (source == null || (method != null && !source.contains("void " + method + "("))) {
        missing.add(found.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(named > 40, named + " named");
  }

  /** The sources of the tests by the name of their file; of one name, all together. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> core = Files.walk(ROOT.resolve("core"));
        Stream<Path> cli = Files.walk(ROOT.resolve("cli"));
        Stream<Path> browser = Files.list(ROOT.resolve("web-console").resolve("e2e"))) {
      for (Path file : Stream.of(core, cli, browser).flatMap(files -> files).toList()) {
        if (file.toString().matches(".*src/test/java.*Test\\.java|.*\\.e2e\\.mjs")) {
          sources.merge(file.getFileName().toString(), Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
