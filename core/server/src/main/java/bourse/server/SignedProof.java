package bourse.server;

import bourse.exchange.OfflineLog;
import bourse.exchange.Proof;
import bourse.exchange.ProvedVenue;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.SqlDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a proof found, as it is shown, and signed by the installation.
 *
 * @param document JSON; {@code proved} tells whether anything differs, {@code differences} what
 * @param jws the same, signed: see {@link InstallationKey}
 */
public record SignedProof(ObjectNode document, String jws) {
  /** With the process that uses it, so that what a killed one left is known as such. */
  private static final Pattern NAME = Pattern.compile("proof-(\\d+)-.*");

  /** Whether nothing differs. */
  public boolean isProved() {
    return document.path("proved").asBoolean();
  }

  /** What differs, as sentences; the first one that was found comes first. */
  public List<String> differences() {
    return document.withArray("differences").valueStream().map(JsonNode::asText).toList();
  }

  /**
   * Executes the log and compares. Changes nothing; needs about as much free space as the database
   * takes.
   *
   * @param run a directory for what may be deleted
   * @param progress see {@link Proof}
   */
  static SignedProof make(
      OfflineLog log, ProvedVenue venue, Path run, InstallationKey key, LongConsumer progress)
      throws Exception {
    ObjectNode document = document(prove(log, venue, run, progress));
    return new SignedProof(document, key.signProof(document.toString()));
  }

  private static Proof.Result prove(
      OfflineLog log, ProvedVenue venue, Path run, LongConsumer progress) throws Exception {
    deleteLeftOvers(run);
    Path directory = Files.createTempDirectory(run, "proof-" + ProcessHandle.current().pid() + "-");
    try {
      SqlDatabase scratch = SqlDatabase.h2(directory.resolve("scratch"), password(), password());
      scratch.start();
      try {
        return new Proof(log, venue, scratch, progress).run();
      } finally {
        scratch.stop();
      }
    } finally {
      delete(directory);
    }
  }

  private static String password() {
    return HexFormat.of().formatHex(Keystore.random(16));
  }

  private static void deleteLeftOvers(Path run) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(run)) {
      found = files.toList();
    }
    for (Path directory : found) {
      Matcher name = NAME.matcher(directory.getFileName().toString());
      if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
        delete(directory);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static ObjectNode document(Proof.Result result) {
    ObjectNode proof = JsonNodeFactory.instance.objectNode();
    proof.put("version", BourseVersion.text());
    proof.put("provedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    proof.put("proved", result.differences().isEmpty());
    proof.put("sequence", result.sequence());
    proof.put("logTime", result.logTime().toString());
    proof.put("logHash", result.logHash());
    proof.put("stateHash", result.stateHash());
    result.live().ifPresent(sequence -> proof.put("live", sequence));
    result.snapshots().forEach(proof.putArray("snapshots")::add);
    proof.put("projected", result.projected());
    ObjectNode rows = proof.putObject("rows");
    result.rows().forEach(rows::put);
    ObjectNode totals = proof.putObject("totals");
    result.totals().forEach(totals::put);
    result.differences().forEach(proof.putArray("differences")::add);
    return proof;
  }
}
