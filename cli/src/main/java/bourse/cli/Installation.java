package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import bourse.cli.client.ServerConnection;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.crypto.Keystore;
import bourse.platform.events.KafkaClients;
import bourse.platform.events.KafkaConnection;
import bourse.platform.events.KafkaSettings;
import bourse.platform.service.DataDirectory;
import bourse.platform.tls.TrustedAuthority;
import bourse.server.BourseServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * One data directory as the command sees it.
 *
 * @param directory absolute
 */
record Installation(Path directory) {
  private static final String RUNNING = "server.json";

  Installation {
    directory = directory.toAbsolutePath().normalize();
  }

  /**
   * Where a running server is.
   *
   * @param pid its process
   * @param api its public API
   * @param management its management port
   * @param events {@code host:port} of its Kafka
   */
  record Running(long pid, URI api, URI management, String events) {}

  Path configuration() {
    return directory.resolve("bourse.yaml");
  }

  /** What is traded; the default of the setting {@code markets.file}. */
  Path markets() {
    return directory.resolve("markets.yaml");
  }

  /** This; throws {@code BAD_CONFIGURATION} when it was never initialised. */
  Installation requireInitialised() {
    if (!Files.exists(configuration())) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The data directory "
              + directory
              + " is not initialised: run bourse init --data "
              + Launcher.quoted(directory));
    }
    return this;
  }

  /** Whether a process holds the directory: a server that runs, starts or stops. */
  boolean isHeld() {
    return DataDirectory.holder(directory) != 0;
  }

  /** The server that holds the directory; throws {@code STOPPED} when none does. */
  Running running() {
    long holder = DataDirectory.holder(directory);
    if (holder == 0) {
      throw new Fault(
          ErrorCode.STOPPED,
          "No server runs on the data directory "
              + directory
              + ": start one (bourse start), or name its directory with --data");
    }
    Optional<Running> note = note().filter(running -> running.pid() == holder);
    return note.orElseThrow(() ->
        new Fault(
            ErrorCode.STOPPED,
            "The server of the data directory "
                + directory
                + " (process "
                + holder
                + ") is still starting: wait for it"));
  }

  /** Kafka of the running server: its own, or the one of the configuration file. */
  KafkaClients events() {
    Running running = running();
    Settings settings = Settings.load(BourseServer.catalogue(), configuration(), Map.of());
    return new KafkaClients(
        KafkaSettings.isExternal(settings)
            ? KafkaConnection.external(settings, directory)
            : KafkaConnection.embedded(
                running.events(),
                Keystore.openExisting(directory.resolve("keystore")).kafkaPassword()));
  }

  /** Acts as the operator of the running server. Close the connection after use. */
  Operator operator(ServerConnection management) {
    String token = Keystore.openExisting(directory.resolve("keystore")).operatorToken();
    return new Operator(management, token, System.getProperty("user.name"));
  }

  /** Trusts this installation's own authority; empty when it has none. */
  Optional<SSLContext> trust() {
    Path authority = directory.resolve("ca.pem");
    return Files.exists(authority)
        ? Optional.of(TrustedAuthority.context(authority))
        : Optional.empty();
  }

  /** Tells other commands where this process serves. */
  void noteRunning(URI api, URI management, String events) throws IOException {
    ObjectNode note = Json.object();
    note.put("pid", ProcessHandle.current().pid());
    note.put("api", api.toString());
    note.put("management", management.toString());
    note.put("events", events);
    Path run = directory.resolve("run");
    Path fresh =
        Files.createTempFile(
            run,
            RUNNING,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, Json.pretty(note) + "\n");
    Files.move(fresh, run.resolve(RUNNING), StandardCopyOption.ATOMIC_MOVE);
  }

  void noteStopped() throws IOException {
    Files.deleteIfExists(directory.resolve("run").resolve(RUNNING));
  }

  private Optional<Running> note() {
    Path file = directory.resolve("run").resolve(RUNNING);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode note = Json.read(Files.readString(file));
      return Optional.of(
          new Running(
              note.path("pid").asLong(),
              URI.create(note.path("api").asText()),
              URI.create(note.path("management").asText()),
              note.path("events").asText()));
    } catch (IOException | IllegalArgumentException e) {
      throw new Fault(
          ErrorCode.INTERNAL,
          "The note " + file + " about the running server can't be read: stop and start the server",
          e);
    }
  }
}
