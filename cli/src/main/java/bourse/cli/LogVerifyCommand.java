package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.LogInspection;
import bourse.server.VenueLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks every byte of the command log. */
@Command(
    name = "verify",
    description = "Check every batch of the command log, its archive and its snapshots.",
    footer = {
      "",
      "Reads only, and executes nothing; the server may run or be stopped. Checksums, the chain of hashes from the first batch to"
          + " the last, sequences, times and the end are checked; each archived segment against what was recorded when"
          + " it was archived; each snapshot against its own hash. The first damage is named with its place and remedy. Whether the"
          + " log and the database say the same, bourse prove tells.",
      "",
      "Ends with 0 when all is whole, 1 when something is damaged.",
      "",
      "Example:  bourse log verify --json"
    })
final class LogVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LogVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    try (VenueLog log = VenueLog.open(installation.directory())) {
      LogInspection.Result found = log.inspect();
      LogReport report = new LogReport(found, log.archiveNote());
      if (json) {
        report.show(terminal, true);
      } else {
        report.showEnd(terminal);
      }
      if (!found.findings().isEmpty()) {
        throw new Fault(ErrorCode.LOG_DAMAGED, found.findings().getFirst());
      }
    }
    return ExitCode.DONE.number();
  }
}
