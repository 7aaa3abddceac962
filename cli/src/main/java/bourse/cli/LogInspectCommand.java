package bourse.cli;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.LogInspection;
import bourse.server.VenueLog;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what the command log holds. */
@Command(
    name = "inspect",
    description = "Show the files of the command log, what they hold, and how it ends.",
    footer = {
      "",
      "Reads only, and executes nothing; the server may run or be stopped. Segments that only the archive has are read from"
          + " there. What is damaged is named, and bourse log verify tells scripts.",
      "",
      "Ends with 0 also when something is damaged, 4 when the log does not hold the command asked for.",
      "",
      "Example:  bourse log inspect --sequence 12345 --json"
    })
final class LogInspectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description = "Show this command instead: its place, type, time and hash.")
  private long sequence;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LogInspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    try (VenueLog log = VenueLog.open(installation.directory())) {
      if (sequence == 0) {
        new LogReport(log.inspect(), log.archiveNote()).show(terminal, json);
      } else {
        show(log);
      }
    }
    return ExitCode.DONE.number();
  }

  private void show(VenueLog log) throws Exception {
    LogInspection.Command command =
        log.command(sequence)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.NOT_FOUND,
                    "The log holds no command "
                        + sequence
                        + ": bourse log inspect tells from where to where it goes"));
    ObjectNode shown = Json.object();
    shown.put("sequence", command.sequence());
    shown.put("segment", command.segment());
    shown.put("offset", command.offset());
    shown.put("type", command.type());
    shown.put("logTime", LogReport.time(command.logTimeMicros()));
    shown.put("bytes", command.bytes());
    shown.put("sha256", command.sha256());
    if (json) {
      terminal.out().println(Json.pretty(shown));
    } else {
      shown
          .properties()
          .forEach(field ->
              terminal
                  .out()
                  .println("%-10s %s".formatted(field.getKey(), field.getValue().asText())));
    }
  }
}
