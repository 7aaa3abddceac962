package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import bourse.domain.ErrorType;
import bourse.server.BourseVersion;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BourseCommandTest {
  @Test
  void withoutACommandItShowsWhatThereIs() {
    CommandRun run = CommandRun.of();
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("version"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void printsItsVersion() {
    CommandRun run = CommandRun.of("version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().matches("(?s)bourse \\d+\\.\\d+\\.\\d+\\S*\\Rjava 25.*"), run.out());
  }

  @Test
  void printsItsVersionAsJson() {
    CommandRun run = CommandRun.of("version", "--json");
    assertEquals(BourseVersion.text(), Json.read(run.out()).get("version").textValue());
  }

  @Test
  void anUnknownCommandIsOneErrorWithASuggestion() {
    CommandRun run = CommandRun.of("versoin");
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("Error: Unmatched argument"), run.err());
    assertTrue(run.err().contains("version"), run.err());
  }

  @Test
  void printsAScriptForCompletion() {
    CommandRun run = CommandRun.of("generate-completion");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("complete -F _complete_bourse"), run.out());
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    assertHelpHasExample(CommandRun.commandLine());
  }

  private static void assertHelpHasExample(CommandLine commandLine) {
    for (CommandLine command : commandLine.getSubcommands().values()) {
      String name = command.getCommandSpec().qualifiedName();
      String help = command.getUsageMessage();
      assertFalse(command.getCommandSpec().usageMessage().description().length == 0, name);
      if (command.getSubcommands().isEmpty() && !name.endsWith("generate-completion")) {
        assertTrue(help.contains("Example:  " + name), help);
      }
      assertHelpHasExample(command);
    }
  }

  @Test
  void everyTypeOfErrorHasAnExitCodeOfItsOwn() {
    assertEquals(
        ErrorType.values().length,
        Arrays.stream(ErrorType.values()).map(ExitCode::of).collect(Collectors.toSet()).size());
  }
}
