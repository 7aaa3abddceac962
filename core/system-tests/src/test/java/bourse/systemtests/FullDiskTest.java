package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bourse.testing.PostgresServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk fills up under a running server. On a small file system of its own, which needs root.
 */
class FullDiskTest {
  private static final String TRADER = "trader@test.example";
  private static final Set<Integer> REASONS = Set.of(2065, 4001, 4004, 4106);

  @TempDir Path folder;
  private final Set<String> acknowledged = new HashSet<>();

  /** Of the last acknowledgement. */
  private String sequence = "0";

  @BeforeAll
  static void needsRoot() {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "NOT RUN: a file system of its own can be mounted by root alone; run this test as root");
  }

  @Test
  void theEmbeddedDatabaseIsOnTheDiskToo() throws Exception {
    // H2 closes its file when it can't write: what is read from it waits as well, the books do not.
    fillAndFree(Map.of(), List.of("/v1/symbols", "/v1/symbols/BTC-USD/depth"));
  }

  @Test
  void withPostgresqlElsewhereAllReadsWork() throws Exception {
    PostgresServer postgres = PostgresServer.shared();
    fillAndFree(
        Map.of("database.url", postgres.createDatabase(), "database.user", postgres.user()),
        List.of("/v1/symbols", "/v1/symbols/BTC-USD/depth", "/v1/orders", "/v1/wallets"));
  }

  @Test
  void aStartIsRefusedAndChangesNothing() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("data"));
    run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", disk.toString());
    try (Appliance appliance = Appliance.create(disk, Map.of())) {
      Path filler = Files.createDirectories(disk.resolve("log")).resolve("filler");
      fill(filler);
      Appliance.Run refused = appliance.command("start", "--data", disk.toString());
      assertEquals(6, refused.exitCode(), refused.output());
      assertTrue(refused.output().startsWith("Error 4106: "), refused.output());
      assertTrue(refused.output().contains("docs/runbooks/disk-full.md"), refused.output());

      Files.delete(filler);
      appliance.start();
      assertEquals(0, appliance.stop());
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  /** Orders are refused until there is room again; nothing acknowledged is lost; reads go on. */
  private void fillAndFree(Map<String, String> database, List<String> reads) throws Exception {
    Map<String, String> settings = new HashMap<>(database);
    settings.put("exchange.log-segment-size", "4MiB");
    Path disk = Files.createDirectory(folder.resolve("data"));
    run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", disk.toString());
    try (Appliance appliance = Appliance.create(disk, settings)) {
      appliance.start();
      Api trader = appliance.api().newUser(TRADER);
      appliance
          .operator()
          .post(
              "/operator/deposits",
              Map.of("email", TRADER, "currency", "USD", "amount", "90000", "reference", "first"))
          .expect(201);
      order(trader).expect(201);
      awaitState(appliance, "UP");

      Path filler = disk.resolve("log").resolve("filler");
      fill(filler);
      Api.Answer refused = orderUntilRefused(trader);
      assertEquals(503, refused.status(), refused.body() + appliance.output());
      assertTrue(REASONS.contains(refused.body().get("code").asInt()), refused.body().toString());
      assertTrue(ready(appliance).matches("(?s).*(DEGRADED|DOWN).*"), ready(appliance));
      for (String read : reads) {
        trader.get(read).expect(200);
      }

      Files.delete(filler);
      stepUp(appliance);
      awaitState(appliance, "UP");
      order(trader).expect(201);
      assertEquals(acknowledged, present(trader));
      assertEquals(0, appliance.stop());
      appliance.start();
      assertEquals(acknowledged, present(appliance.api().login(TRADER)));
      assertEquals(0, appliance.stop());
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  /** The venue stepped down by itself, and only a person steps it up. */
  private static void stepUp(Appliance appliance) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (true) {
      String state =
          appliance.operator().get("/operator/safe-state").expect(200).body().get("state").asText();
      if (state.equals("CANCEL_ONLY")) {
        break;
      }
      assertTrue(System.nanoTime() < deadline, "The venue did not step down: " + ready(appliance));
      Thread.sleep(100);
    }
    while (appliance.operator().post("/operator/safe-state", Map.of("state", "NORMAL")).status()
        != 200) {
      assertTrue(System.nanoTime() < deadline, "The venue did not step up: " + ready(appliance));
      Thread.sleep(500);
    }
  }

  private Api.Answer orderUntilRefused(Api trader) throws Exception {
    while (true) {
      Api.Answer answer = order(trader);
      if (answer.status() != 201) {
        return answer;
      }
    }
  }

  private Api.Answer order(Api trader) throws Exception {
    String clientOrderId = "full-" + System.nanoTime();
    Map<String, String> order =
        new HashMap<>(
            Map.of("symbol", "BTC-USD", "side", "BUY", "type", "LIMIT", "timeInForce", "GTC"));
    order.put("price", "1");
    order.put("quantity", "1");
    order.put("clientOrderId", clientOrderId);
    Api.Answer answer = trader.post("/v1/orders", order);
    if (answer.status() == 201) {
      acknowledged.add(clientOrderId);
      sequence = answer.headers().firstValue("Bourse-Sequence").orElseThrow();
    }
    return answer;
  }

  private Set<String> present(Api trader) throws Exception {
    trader.awaitSequence(sequence);
    return trader.all("/v1/orders").stream()
        .map(order -> order.path("clientOrderId").asText())
        .collect(Collectors.toSet());
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream file = Files.newOutputStream(filler)) {
      while (true) {
        file.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  private static String ready(Appliance appliance) throws Exception {
    return appliance.operator().get("/health/ready").body().toString();
  }

  private static void awaitState(Appliance appliance, String state) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!appliance.operator().get("/health/ready").body().get("state").asText().equals(state)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not " + state + ": " + ready(appliance) + appliance.output());
      }
      Thread.sleep(100);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, process.waitFor(), List.of(command).toString());
  }
}
