package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The reference page of the commands is what their help says. When this fails, {@code make
 * reference} writes the page anew.
 */
class CliReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");

  @Test
  void theReferencePageSaysWhatTheHelpSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean("bourse.write-reference")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "The page is stale: run make reference");
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # The bourse command

            Generated from the help of the commands; the build fails when this page is stale.

            Data goes to standard output, messages to standard error. `--json` prints data as JSON, `--verbose` shows
            the stack trace of a failure.

            ## Exit codes

            | code | meaning |
            |---|---|
            """);
    for (ExitCode code : ExitCode.values()) {
      page.append("| %d | %s |\n".formatted(code.number(), code.meaning()));
    }
    append(page, CommandRun.commandLine());
    return page.toString();
  }

  private static void append(StringBuilder page, CommandLine command) {
    page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```\n");
    page.append(command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing());
    page.append("\n```\n");
    command.getSubcommands().values().forEach(subcommand -> append(page, subcommand));
  }
}
