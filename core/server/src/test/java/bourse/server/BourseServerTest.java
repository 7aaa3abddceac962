package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.service.Health;
import bourse.platform.service.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance in this process, with every part real. */
class BourseServerTest {
  private static final Duration ALL_UP_WITHIN = Duration.ofSeconds(90);

  @TempDir Path folder;
  private Path data;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void defineMarkets() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    Files.copy(
        Path.of("..", "..", "config-samples", "markets.yaml"), folder.resolve("markets.yaml"));
  }

  @Test
  void everyPartComesUpAndTheContractIsWhatIsServed() throws Exception {
    BourseServer server = server();
    server.start();
    try {
      awaitAllUp(server);

      assertEquals(List.of(), server.contractDifferences());
      assertEquals(200, get(server.management().resolve("/health/live")).statusCode());
      HttpResponse<String> ready = get(server.management().resolve("/health/ready"));
      assertEquals(200, ready.statusCode(), ready.body());
      String metrics = get(server.management().resolve("/metrics")).body();
      assertTrue(metrics.contains("bourse_part_up{part=\"kafka\"} 1.0"), metrics);
      assertTrue(metrics.contains("bourse_exchange_sequence"), metrics);
      assertTrue(
          get(server.api().resolve("/v1/symbols/BTC-USD"))
              .body()
              .contains("\"tickSize\":\"0.01\""));
    } finally {
      server.stop();
    }
  }

  @Test
  void aSecondServerOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
    BourseServer first = server();
    first.start();
    try {
      Fault refused = assertThrows(Fault.class, this::server);

      assertEquals(ErrorCode.DATA_DIRECTORY_IN_USE, refused.code());
      assertEquals(200, get(first.api().resolve("/v1/time")).statusCode());
    } finally {
      first.stop();
    }
  }

  @Test
  void aMarketFileThatIsMissingStopsTheStartAndGivesTheDirectoryBack() throws Exception {
    Files.move(folder.resolve("markets.yaml"), folder.resolve("elsewhere.yaml"));
    Fault refused = assertThrows(Fault.class, this::server);
    assertEquals(ErrorCode.BAD_CONFIGURATION, refused.code());

    Files.move(folder.resolve("elsewhere.yaml"), folder.resolve("markets.yaml"));
    BourseServer server = server();
    server.start();
    server.stop();
  }

  @Test
  void aServerProvesItselfAndKeepsTheEvidence() throws Exception {
    BourseServer server = server();
    server.start();
    try {
      awaitAllUp(server);
      assertEquals("", server.healthByPart().get("proof").detail());
      server.proof().prove();
      assertEquals(Health.State.UP, server.healthByPart().get("proof").state());
      String metrics = get(server.management().resolve("/metrics")).body();
      assertTrue(metrics.contains("bourse_proof_failed 0.0"), metrics);
      assertFalse(metrics.contains("bourse_proof_sequence 0.0"), metrics);
      assertTrue(
          get(server.management().resolve("/health/ready")).body().contains("nothing differs"));
    } finally {
      server.stop();
    }
    List<Path> kept = files(data.resolve("proofs"));
    assertEquals(1, kept.size(), kept.toString());
    String evidence = Files.readString(kept.getFirst());
    assertTrue(InstallationKey.check(evidence).json().contains("\"proved\":true"));
    assertTrue(
        files(data.resolve("objects")).stream()
            .anyMatch(
                file -> file.endsWith(Path.of("proofs").resolve(kept.getFirst().getFileName()))),
        "in the object store too");
    assertEquals(
        List.of(),
        files(data.resolve("run")).stream()
            .filter(file -> file.toString().contains("proof-"))
            .toList());

    BourseServer next = server(Map.of("proof.nightly-at", "never"));
    next.start();
    try {
      awaitAllUp(next);
      assertTrue(
          next.healthByPart().get("proof").detail().contains("nothing differs"), "remembered");
    } finally {
      next.stop();
    }
  }

  @Test
  void theTimeOfDayComesOnceADay() {
    LocalTime three = LocalTime.of(3, 0);
    Instant before = Instant.parse("2026-03-01T02:59:59.999Z");
    Instant then = Instant.parse("2026-03-01T03:00:00Z");
    assertEquals(then, NightlyProof.next(three, before));
    assertEquals(then.plus(Duration.ofDays(1)), NightlyProof.next(three, then));
    assertEquals(then.plus(Duration.ofDays(1)), NightlyProof.next(three, then.plusMillis(1)));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private BourseServer server() {
    return server(Map.of());
  }

  private BourseServer server(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    for (String port :
        List.of(
            "http.port",
            "management.port",
            "kafka.port",
            "kafka.controller-port",
            "objects.port")) {
      settings.put(port, "0");
    }
    settings.put("tls.mode", "off");
    settings.put("markets.file", folder.resolve("markets.yaml").toString());
    return new BourseServer(
        Settings.of(BourseServer.catalogue(), settings), data, Progress.silent());
  }

  private static void awaitAllUp(BourseServer server) throws InterruptedException {
    long deadline = System.nanoTime() + ALL_UP_WITHIN.toNanos();
    while (server.health().state() != Health.State.UP) {
      assertTrue(System.nanoTime() < deadline, () -> "Not up: " + server.healthByPart());
      Thread.sleep(100);
    }
  }

  private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}
