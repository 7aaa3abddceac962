package bourse.cli;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.Proof;
import bourse.server.InstallationKey;
import bourse.server.StoppedVenue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Executes the whole log again and compares what comes out with everything else. */
@Command(
    name = "prove",
    description = "Execute the whole log again and compare it with snapshots and database.",
    footer = {
      "",
      "The server must be stopped. Nothing is changed. Every command since the first is executed, from the archive where"
          + " the log's directory does not go back that far; every snapshot and every row of every projected table"
          + " must be what comes out, and the balances of each asset must add up to nothing.",
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
    try (StoppedVenue venue =
        new StoppedVenue(options.settings(installation), installation.directory())) {
      Proof.Result result = venue.prove(new SequenceProgress(terminal, "Executing the log"));
      ObjectNode proof = document(result);
      if (signed.output != null) {
        Files.writeString(signed.output, venue.signer().signProof(proof.toString()) + "\n");
      }
      show(proof);
      if (!result.differences().isEmpty()) {
        throw new Fault(
            ErrorCode.PROJECTION_DIFFERS,
            "Not proved: " + result.differences().getFirst() + ". Keep the data as they are");
      }
      return ExitCode.DONE.number();
    }
  }

  private int check() throws IOException {
    InstallationKey.Signed proof = InstallationKey.check(Files.readString(signed.check));
    terminal.message("Signed with the key " + proof.keyId() + ", and unchanged since.");
    show(Json.read(proof.json()));
    return ExitCode.DONE.number();
  }

  private static ObjectNode document(Proof.Result result) {
    ObjectNode proof = Json.object();
    proof.put("version", VersionCommand.version());
    proof.put("provedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    proof.put("proved", result.differences().isEmpty());
    proof.put("sequence", result.sequence());
    proof.put("logTime", result.logTime().toString());
    proof.put("logHash", result.logHash());
    proof.put("stateHash", result.stateHash());
    result.snapshots().forEach(proof.putArray("snapshots")::add);
    proof.put("projected", result.projected());
    ObjectNode rows = proof.putObject("rows");
    result.rows().forEach(rows::put);
    ObjectNode totals = proof.putObject("totals");
    result.totals().forEach(totals::put);
    result.differences().forEach(proof.putArray("differences")::add);
    return proof;
  }

  private void show(JsonNode proof) {
    if (json) {
      terminal.out().println(Json.pretty(proof));
      return;
    }
    line("commands", proof.path("sequence").asText() + ", the last at " + text(proof, "logTime"));
    line("log", "SHA-256 " + text(proof, "logHash"));
    line("state", "SHA-256 " + text(proof, "stateHash"));
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
