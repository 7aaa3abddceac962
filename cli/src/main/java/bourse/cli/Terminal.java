package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command reads and writes.
 *
 * @param out data
 * @param err messages
 * @param in for what a person or a script types
 * @param console the keyboard, when a person sits at one
 * @param environment variables, such as {@code BOURSE_DATA}
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Optional<Console> console,
    Map<String, String> environment) {
  /** That of this process. */
  static Terminal system() {
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.in,
        Optional.ofNullable(System.console()).filter(Console::isTerminal),
        System.getenv());
  }

  void message(String text) {
    err.println(text);
    err.flush();
  }

  /**
   * A password: the first line of the file, else typed without echo at a terminal, else the first
   * line of standard input. Never from the command line, where other users of the machine see it.
   */
  String password(Optional<Path> file, String prompt) {
    String password = file.map(Terminal::firstLine).orElseGet(() -> typed(prompt));
    if (password.isEmpty()) {
      throw new Fault(ErrorCode.INVALID_FIELD, "The password is empty: type one, or give a file");
    }
    return password;
  }

  private String typed(String prompt) {
    if (console.isPresent()) {
      char[] typed = console.get().readPassword("%s: ", prompt);
      return typed == null ? "" : new String(typed);
    }
    try {
      String line =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.INVALID_FIELD, "The password can't be read from standard input: " + e, e);
    }
  }

  private static String firstLine(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          "The password file " + file + " can't be read: check that it is there and readable",
          e);
    }
  }
}
