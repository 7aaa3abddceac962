package bourse.cli;

import bourse.cli.client.Json;
import bourse.server.BourseVersion;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints which Bourse this is. */
@Command(
    name = "version",
    description = "Print the version of Bourse and of its Java runtime.",
    footer = {"", "Example:  bourse version --json"})
final class VersionCommand implements Runnable {
  private final Terminal terminal;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (json) {
      ObjectNode answer = Json.object();
      answer.put("version", BourseVersion.text());
      answer.put("java", Runtime.version().toString());
      answer.put("system", system());
      terminal.out().println(Json.pretty(answer));
    } else {
      terminal.out().println("bourse " + BourseVersion.text());
      terminal.out().println("java " + Runtime.version() + ", " + system());
    }
  }

  private static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }
}
