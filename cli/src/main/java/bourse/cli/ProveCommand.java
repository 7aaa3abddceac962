package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.server.InstallationKey;
import bourse.server.SignedProof;
import bourse.server.StoppedVenue;
import bourse.server.VenueLog;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Executes the whole log again and compares what comes out with everything else. */
@Command(
    name = "prove",
    description =
        "Execute the whole log again and compare it with snapshots, database and running engine.",
    footer = {
      "",
      "The server may run or be stopped. Nothing is changed. Every command since the first is executed, from the archive"
          + " where the log's directory does not go back that far; every snapshot and every row of every projected table"
          + " must be what comes out, and the balances of each asset must add up to nothing. A running server is asked for"
          + " the state of its engine and for the rows of one moment, which must be those of the log at the same command.",
      "",
      "Ends with 0 when all is proved, 1 when something differs. The signed proof is a JWS (RFC 7515, ES256).",
      "",
      "Example:  bourse prove --output proof.jws",
      "Example:  bourse prove --check proof.jws"
    })
final class ProveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  @ArgGroup private Signed signed = new Signed();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** Either writes a signed proof or reads one. */
  private static final class Signed {
    @Option(names = "--output", paramLabel = "FILE", description = "Write the signed proof here.")
    private Path output;

    @Option(
        names = "--check",
        paramLabel = "FILE",
        description = "Check the signature of a proof, show it, and prove nothing.")
    private Path check;
  }

  ProveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return signed.check == null ? prove() : check();
  }

  private int prove() throws Exception {
    Installation installation = data.installation(terminal).requireInitialised();
    SignedProof proof = installation.isHeld() ? proveRunning(installation) : prove(installation);
    if (signed.output != null) {
      Files.writeString(signed.output, proof.jws() + "\n");
    }
    show(proof.document());
    if (!proof.isProved()) {
      throw new Fault(
          ErrorCode.PROJECTION_DIFFERS,
          "Not proved: " + proof.differences().getFirst() + ". Keep the data as they are");
    }
    return ExitCode.DONE.number();
  }

  private SignedProof prove(Installation installation) throws Exception {
    try (StoppedVenue venue =
        new StoppedVenue(options.settings(installation), installation.directory())) {
      return venue.prove(progress());
    }
  }

  private SignedProof proveRunning(Installation installation) throws Exception {
    Installation.Running running = installation.running();
    terminal.message("Proving the running server, process " + running.pid() + ".");
    try (VenueLog log = VenueLog.open(installation.directory());
        ServerConnection management = new ServerConnection(running.management())) {
      return log.prove(new RunningVenue(installation.operator(management)), progress());
    }
  }

  private SequenceProgress progress() {
    return new SequenceProgress(terminal, "Executing the log");
  }

  private int check() throws IOException {
    InstallationKey.Signed proof = InstallationKey.check(Files.readString(signed.check));
    terminal.message("Signed with the key " + proof.keyId() + ", and unchanged since.");
    show(Json.read(proof.json()));
    return ExitCode.DONE.number();
  }

  private void show(JsonNode proof) {
    if (json) {
      terminal.out().println(Json.pretty(proof));
      return;
    }
    line("commands", proof.path("sequence").asText() + ", the last at " + text(proof, "logTime"));
    line("log", "SHA-256 " + text(proof, "logHash"));
    line("state", "SHA-256 " + text(proof, "stateHash"));
    if (proof.has("live")) {
      line("running", "the engine had the state of this log after command " + text(proof, "live"));
    }
    line("snapshots", "%d, each a state of this log".formatted(proof.path("snapshots").size()));
    line("database", "has command " + text(proof, "projected") + " and all before");
    proof
        .path("rows")
        .properties()
        .forEach(table ->
            line("", "%,d rows of %s".formatted(table.getValue().asLong(), table.getKey())));
    proof
        .path("totals")
        .properties()
        .forEach(asset -> line("held", asset.getValue().asText() + " " + asset.getKey()));
    proof.path("differences").forEach(difference -> line("DIFFERENCE", difference.asText()));
    if (proof.path("proved").asBoolean()) {
      terminal.out().println("Proved: nothing differs.");
    }
  }

  private static String text(JsonNode proof, String field) {
    return proof.path(field).asText();
  }

  private void line(String name, String value) {
    terminal.out().println("%-10s %s".formatted(name, value));
  }
}
