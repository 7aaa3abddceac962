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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the security pages say is there: commands, and for each row a test or the word that there is
 * none.
 */
class SecurityPagesTest {
  private static final Path DOCS = Path.of("..", "..", "docs");
  private static final Path COMMANDS = DOCS.resolve("reference").resolve("cli.md");
  private static final Path SECURITY = DOCS.resolve("security");
  private static final Pattern SECTION =
      Pattern.compile("(?ms)^## (bourse [a-z -]+)\n(.*?)(?=^## |\\z)");
  private static final Pattern NAMED =
      Pattern.compile("(?m)(?:`|^ {4,}|\\| )(bourse [a-z][^`\n]*)");
  private static final Pattern OPTION = Pattern.compile(" (--[a-z-]+)");
  private static final Pattern TEST =
      Pattern.compile("`[A-Z]\\w*Test(\\.\\w+)?`|`\\w+\\.e2e\\.mjs`");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ((?:[0-9.]+|S[0-9]+|WSTG-\\S+) \\|.*)$");

  /** In all pages: a person in trouble copies what stands there. */
  @Test
  void everyCommandThatAPageNamesExists() throws IOException {
    Map<String, String> commands = commands();
    assertTrue(commands.size() > 50, "commands: " + commands.size());
    List<String> wrong = new ArrayList<>();
    int named = 0;
    for (Path page : pages(DOCS)) {
      Matcher found = NAMED.matcher(Files.readString(page));
      while (!page.equals(COMMANDS) && found.find()) {
        named++;
        if (!exists(found.group(1), commands)) {
          wrong.add(page + ": " + found.group(1));
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(named > 100, "named: " + named);
  }

  @Test
  void eachRowNamesATestOrSaysThatThereIsNone() throws IOException {
    int rows = 0;
    for (String page : List.of("asvs.md", "pen-test-checklist.md")) {
      for (String row : rows(page)) {
        rows++;
        assertTrue(
            TEST.matcher(row).find()
                || row.matches(
                    ".*(not yet|n/a|no test:|open source|generated|documented|nothing is).*"),
            row);
      }
    }
    assertTrue(rows > 250, "rows: " + rows);
  }

  @Test
  void noAttackIsLeftOut() throws IOException {
    List<String> attacks =
        rows("pen-test-checklist.md").stream()
            .map(row -> row.substring(0, row.indexOf(' ')))
            .filter(id -> id.startsWith("S"))
            .toList();
    assertEquals(IntStream.rangeClosed(1, 60).mapToObj(number -> "S" + number).toList(), attacks);
  }

  private static List<String> rows(String page) throws IOException {
    return ROW.matcher(Files.readString(SECURITY.resolve(page)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** The help of each command, by its words. */
  private static Map<String, String> commands() throws IOException {
    Map<String, String> commands = new HashMap<>();
    SECTION
        .matcher(Files.readString(COMMANDS))
        .results()
        .forEach((MatchResult section) -> commands.put(section.group(1), section.group(2)));
    return commands;
  }

  /**
   * Whether the words up to the first argument are a command that can be run, with these options.
   */
  private static boolean exists(String line, Map<String, String> commands) {
    String command = "";
    String words = "";
    for (String word : line.split("[ ,;.)]+")) {
      words = (words + " " + word).strip();
      if (commands.containsKey(words)) {
        command = words;
      }
    }
    String help = commands.getOrDefault(command, "");
    return help.contains("Usage: " + command + " ")
        && !help.contains("[--verbose] COMMAND")
        && OPTION.matcher(line).results().allMatch(option -> help.contains(option.group(1)));
  }

  private static List<Path> pages(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }
}
