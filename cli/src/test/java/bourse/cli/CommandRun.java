package bourse.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** One run of the real command in this process, with what it printed. */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... arguments) {
    return typing("", Map.of(), arguments);
  }

  static CommandRun typing(String input, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = commandLine(out, err, input, environment).execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** All commands, for looking at them. */
  static CommandLine commandLine() {
    return commandLine(new StringWriter(), new StringWriter(), "", Map.of());
  }

  private static CommandLine commandLine(
      StringWriter out, StringWriter err, String input, Map<String, String> environment) {
    return BourseCommand.commandLine(
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Optional.empty(),
            environment));
  }
}
