package bourse.cli;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.LedgerCheck;
import bourse.server.StoppedVenue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recomputes the ledger from its own entries. */
@Command(
    name = "verify",
    description = "Recompute the ledger's hash chain and every balance from its entries.",
    footer = {
      "",
      "The server must be stopped. Nothing is changed. Each entry must continue the hash chain and leave the balance"
          + " that it says, the postings of each command must sum to zero in each currency, and the wallets must hold"
          + " what their entries leave. Whether the entries are those of the log, bourse prove tells.",
      "",
      "Ends with 0 when all holds, 1 when something does not.",
      "",
      "Example:  bourse ledger verify --json"
    })
final class LedgerVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LedgerVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    try (StoppedVenue venue =
        new StoppedVenue(options.settings(installation), installation.directory())) {
      LedgerCheck.Result result =
          venue.checkLedger(new SequenceProgress(terminal, "Checking the ledger"));
      show(result);
      if (result.difference().isPresent()) {
        throw new Fault(
            ErrorCode.PROJECTION_DIFFERS, "The ledger does not hold: " + result.difference().get());
      }
      return ExitCode.DONE.number();
    }
  }

  private void show(LedgerCheck.Result result) {
    if (json) {
      ObjectNode answer = Json.object();
      answer.put("holds", result.difference().isEmpty());
      answer.put("entries", result.entries());
      answer.put("wallets", result.wallets());
      answer.put("sequence", result.sequence());
      answer.put("hash", result.hash());
      result.difference().ifPresent(difference -> answer.put("difference", difference));
      terminal.out().println(Json.pretty(answer));
    } else if (result.difference().isEmpty()) {
      terminal
          .out()
          .println(
              "%,d entries of %,d wallets hold, up to command %d."
                  .formatted(result.entries(), result.wallets(), result.sequence()));
      terminal.out().println("Hash of the last entry: " + result.hash());
    }
  }
}
