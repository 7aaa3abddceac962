package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private BourseServer server() {
    Map<String, String> settings = new HashMap<>();
    for (String port :
        List.of(
            "http.port",
            "management.port",
            "kafka.port",
            "kafka.controller-port",
            "objects.port")) {
      settings.put(port, "0");
    }
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
