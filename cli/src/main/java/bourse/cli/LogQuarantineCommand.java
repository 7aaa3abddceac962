package bourse.cli;

import bourse.cli.client.Json;
import bourse.exchange.Quarantine;
import bourse.server.StoppedVenue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has every replay pass over a command that the engine can't execute. */
@Command(
    name = "quarantine",
    description = "Let the exchange go on without a command at which the engine throws.",
    footer = {
      "",
      "The server must be stopped. The log is replayed to the command first: one that the engine executes is refused, and nothing is"
          + " changed. Then a record that names the command's sequence and hash is signed with the key of this"
          + " installation and kept beside the log and in the archive. Every start, proof and rebuild honours it; it can't be"
          + " taken back once the exchange has run with it.",
      "",
      "Ends with 0 when it is quarantined, 4 when the log does not hold it, 5 when the engine executes it or it is quarantined already.",
      "",
      "Example:  bourse log quarantine --sequence 12345 --reason \"ticket 77: fails in the fee of a rebate\""
    })
final class LogQuarantineCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--sequence",
      paramLabel = "N",
      required = true,
      description = "The command, as health or the start names it.")
  private long sequence;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for whoever reads the record later.")
  private String reason = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LogQuarantineCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    try (StoppedVenue venue =
        new StoppedVenue(options.settings(installation), installation.directory())) {
      Quarantine.Entry entry = venue.quarantine(sequence, reason, System.getProperty("user.name"));
      if (json) {
        ObjectNode shown = Json.object();
        shown.put("sequence", entry.sequence());
        shown.put("sha256", entry.sha256());
        shown.put("reason", entry.reason());
        shown.put("by", entry.by());
        shown.put("at", entry.at().toString());
        terminal.out().println(Json.pretty(shown));
      } else {
        terminal
            .out()
            .println(
                "Command %d is quarantined: every start and proof passes over it."
                    .formatted(entry.sequence()));
      }
      return ExitCode.DONE.number();
    }
  }
}
