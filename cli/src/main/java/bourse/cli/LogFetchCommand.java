package bourse.cli;

import bourse.cli.client.Json;
import bourse.server.VenueLog;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a segment of the log back from the archive. */
@Command(
    name = "fetch",
    description = "Bring a segment that is missing on the disk back from the archive.",
    footer = {
      "",
      "The archive is encrypted, so its objects can't be unpacked by other tools.",
      "",
      "Ends with 0 when it is there, 4 when the archive has none, 5 when the log's directory has"
          + " one.",
      "",
      "Example:  bourse log fetch 1"
    })
final class LogFetchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "SEGMENT", description = "Its number.")
  private long segment;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LogFetchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    try (VenueLog log = VenueLog.open(installation.directory())) {
      Path file = log.fetch(segment);
      terminal
          .out()
          .println(
              json ? Json.pretty(Json.object().put("file", file.toString())) : file.toString());
    }
    return ExitCode.DONE.number();
  }
}
