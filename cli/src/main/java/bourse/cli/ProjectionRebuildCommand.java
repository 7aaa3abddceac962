package bourse.cli;

import bourse.server.StoppedVenue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fills the projected tables from the log again. */
@Command(
    name = "rebuild",
    description = "Empty the projected tables and fill them from the log again.",
    footer = {
      "",
      "For when the database was damaged, or the start says that it differs from the log. The server must be stopped."
          + " Orders, trades, wallets, ledger entries and candles are told anew from the first command; users, sessions"
          + " and the audit trail are left alone. The whole log is checked before anything is emptied; when this is cut"
          + " off, the next start of the server goes on with it.",
      "",
      "Example:  bourse projection rebuild --data /var/lib/bourse"
    })
final class ProjectionRebuildCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  ProjectionRebuildCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    try (StoppedVenue venue =
        new StoppedVenue(options.settings(installation), installation.directory())) {
      terminal.message("Checking the log");
      long last = venue.rebuildProjection(new SequenceProgress(terminal, "Projecting"));
      terminal.out().println("The database has command %d and all before.".formatted(last));
      return ExitCode.DONE.number();
    }
  }
}
