package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.FactTopics;
import bourse.platform.config.Settings;
import bourse.platform.events.EmbeddedKafka;
import bourse.platform.events.KafkaClients;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.service.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
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
  void everyPartComesUpTheContractIsWhatIsServedAndNoSecondServerComesNear() throws Exception {
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

      Fault refused = assertThrows(Fault.class, this::server);
      assertEquals(ErrorCode.DATA_DIRECTORY_IN_USE, refused.code());
      assertEquals(200, get(server.api().resolve("/v1/time")).statusCode());
    } finally {
      server.stop();
    }
  }

  @Test
  void whatTheOperatorRunsIsUsedInPlaceOfItsOwn() throws Exception {
    EmbeddedKafka kafka =
        new EmbeddedKafka(folder.resolve("theirs"), Ports.free(), Ports.free(), "their password");
    kafka.start();
    int port = Ports.free();
    Process redis = redis(port, "their-password");
    BourseServer server =
        server(
            Map.of(
                "redis.address",
                "127.0.0.1:" + port,
                "redis.password",
                "their-password",
                "kafka.bootstrap-servers",
                kafka.connection().bootstrapServers(),
                "kafka.user",
                "bourse",
                "kafka.password",
                "their password",
                "kafka.mechanism",
                "plain"));
    try {
      server.start();
      awaitAllUp(server);
      assertEquals(kafka.connection().bootstrapServers(), server.events());
      try (Admin admin = new KafkaClients(kafka.connection()).admin()) {
        await("its topics", () -> admin.listTopics().names().get().containsAll(FactTopics.ALL));
      }
      get(server.api().resolve("/v1/symbols"));
      await(
          "limits that are counted in it",
          () ->
              asked(port, "AUTH their-password\r\nDBSIZE\r\nQUIT\r\n")
                  .matches("(?s).*:[1-9]\\d*.*"));
      assertFalse(Files.exists(data.resolve("redis")));
      assertFalse(Files.exists(data.resolve("kafka")));
      assertFalse(
          get(server.management().resolve("/health/ready")).body().contains("their-password"));

      redis.destroyForcibly().waitFor();
      kafka.stop();
      await(server, "redis", Health.State.DOWN);
      await(server, "kafka", Health.State.DOWN);
      assertEquals(Health.State.DOWN, server.health().state());
      redis = redis(port, "their-password");
      await(server, "redis", Health.State.UP);
      assertEquals(Health.State.DEGRADED, server.health().state());
    } finally {
      server.stop();
      kafka.stop();
      redis.destroyForcibly();
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

  private static void await(BourseServer server, String part, Health.State state) throws Exception {
    await(part, () -> server.healthByPart().get(part).state() == state);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + ALL_UP_WITHIN.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, () -> "Waited in vain for " + what);
      Thread.sleep(50);
    }
  }

  private Process redis(int port, String password) throws Exception {
    Path output = folder.resolve("redis.log");
    Path configuration =
        Files.writeString(
            folder.resolve("redis.conf"),
            "port %d\nbind 127.0.0.1\nrequirepass %s\nsave \"\"\ndir %s\n"
                .formatted(port, password, folder));
    Process process =
        new ProcessBuilder("redis-server", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long deadline = System.nanoTime() + ALL_UP_WITHIN.toNanos();
    while (!Files.readString(output).contains("Ready to accept connections")) {
      assertTrue(process.isAlive() && System.nanoTime() < deadline, Files.readString(output));
      Thread.sleep(10);
    }
    return process;
  }

  private static String asked(int port, String commands) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}
