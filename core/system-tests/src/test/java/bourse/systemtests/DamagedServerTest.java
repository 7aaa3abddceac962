package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F4 and F12 on the whole server: its disk answers a write of the log with an error, and its
 * database file is overwritten while it runs. What it says, and what the runbook brings back.
 */
class DamagedServerTest {
  /** Calls of the log's thread that fail, each ending one server: a force, and a write. */
  private static final List<String> CALLS =
      List.of(System.getProperty("bourse.faults.calls", "fdatasync").split(","));

  private static final String TRADER = "trader@test.example";
  private static final String LATER = "later@test.example";

  /** Blocks of the file that tell what it is; the rest is data. */
  private static final int HEADER_BYTES = 3 * 4096;

  /** Acknowledged: client order id to the order's id. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /** Of the last acknowledgement. */
  private String sequence = "0";

  @TempDir private Path folder;

  @Test
  void f4AFailureOfTheLogEndsTheServer() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "NOT RUN: only root may put strace on a running server; run this test as root");
    FaultsTest.requireStrace();
    try (Appliance appliance = Appliance.create(folder.resolve("data"), Map.of())) {
      appliance.start();
      appliance.api().newUser(TRADER);
      fund(appliance, TRADER);
      for (String call : CALLS) {
        Api trader = appliance.api().login(TRADER);
        place(trader, call, 20);
        Process strace = failing(appliance, call);
        try {
          int before = acknowledged.size();
          placeUntilGone(trader, call + "-failing-");
          assertEquals(1, appliance.awaitEnd(), appliance.output());
          assertTrue(acknowledged.size() > before, "some were taken before it failed");
        } finally {
          strace.destroy();
          strace.waitFor();
        }
        assertTrue(appliance.output().contains("Error 4134: "), appliance.output());

        appliance.start();
        assertEquals(Map.of(), lost(appliance.api().login(TRADER)));
      }
      assertEquals(0, appliance.stop());
    }
    System.out.printf(
        "F4: %d ends of a server, %d acknowledged, 0 lost%n", CALLS.size(), acknowledged.size());
  }

  @Test
  void f12ADamagedDatabaseFileIsRefusedAndItsBackupCatchesUp() throws Exception {
    try (Appliance appliance = Appliance.create(folder.resolve("data"), Map.of())) {
      Path file = appliance.directory().resolve("database").resolve("bourse.mv.db");
      Path backup = folder.resolve("backup");
      appliance.start();
      Api trader = appliance.api().newUser(TRADER);
      fund(appliance, TRADER);
      place(trader, "before", 20);
      assertEquals(0, appliance.stop());
      Files.copy(file, backup);

      appliance.start();
      trader = appliance.api().login(TRADER);
      Api later = appliance.api().newUser(LATER);
      String laterAccount = later.get("/v1/me").expect(200).text("account");
      fund(appliance, LATER);
      place(trader, "since", 20);
      overwrite(file);
      place(trader, "damaged", 20);
      appliance.kill();

      assertRefused(appliance, file);
      overwrite(file);
      assertRefused(appliance, file);

      // As docs/runbooks/database-damaged.md says.
      Files.move(file, folder.resolve("moved-away"));
      Files.copy(backup, file);
      appliance.start();
      assertEquals(Map.of(), lost(appliance.api().login(TRADER)));
      appliance
          .api()
          .post(
              "/v1/auth/login",
              Map.of("email", LATER, "password", "a long enough password for " + LATER))
          .expect(401);
      Api somebodyNew = appliance.api().newUser("new@test.example");
      assertNotEquals(laterAccount, somebodyNew.get("/v1/me").expect(200).text("account"));
      Appliance.Run proof = appliance.command("prove", "--data", appliance.directory().toString());
      assertEquals(0, proof.exitCode(), proof.output());
      assertEquals(0, appliance.stop());
    }
    System.out.printf("F12: 2 damaged files, %d acknowledged, 0 lost%n", acknowledged.size());
  }

  /** The start ends with what happened and where help is, and changes nothing. */
  private static void assertRefused(Appliance appliance, Path file) throws Exception {
    byte[] damaged = Files.readAllBytes(file);
    Appliance.Run refused = appliance.command("start", "--data", appliance.directory().toString());
    assertEquals(1, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains("Error 4137: "), refused.output());
    assertTrue(refused.output().contains(file.toString()), refused.output());
    assertTrue(refused.output().contains("docs/runbooks/database-damaged.md"), refused.output());
    assertArrayEquals(damaged, Files.readAllBytes(file));
  }

  /** Noise in place of all data, in the file that is there; whoever has it open sees it. */
  private static void overwrite(Path file) throws IOException {
    byte[] noise = new byte[(int) Files.size(file) - HEADER_BYTES];
    new Random(1).nextBytes(noise);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(noise);
      while (left.hasRemaining()) {
        channel.write(left, HEADER_BYTES + left.position());
      }
    }
  }

  /** From the tenth call on, this call of the log's thread fails; no other thread is met. */
  private static Process failing(Appliance appliance, String call) throws Exception {
    Process strace =
        new ProcessBuilder(
                "strace",
                "-p",
                Long.toString(logThread(appliance.pid())),
                "-o",
                "/dev/null",
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + call + ":error=EIO:when=10+")
            .redirectErrorStream(true)
            .start();
    String said = strace.inputReader().readLine();
    assertTrue(said != null && said.contains("attached"), said);
    return strace;
  }

  private static long logThread(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).strip().equals("exchange-log")) {
          return Long.parseLong(thread.getFileName().toString());
        }
      }
    }
    throw new AssertionError("The server has no thread exchange-log");
  }

  private static void fund(Appliance appliance, String email) throws Exception {
    appliance
        .operator()
        .post(
            "/operator/deposits",
            Map.of(
                "email", email, "currency", "USD", "amount", "900000", "reference", "for-" + email))
        .expect(201);
  }

  private void place(Api trader, String run, int orders) throws Exception {
    for (int n = 0; n < orders; n++) {
      place(trader, run + "-" + n).expect(201);
    }
  }

  /** What is on its way when the server ends is answered with no acknowledgement, or not at all. */
  private void placeUntilGone(Api trader, String run) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int n = 0; System.nanoTime() < deadline; n++) {
      Api.Answer answer;
      try {
        answer = place(trader, run + n);
      } catch (IOException e) {
        return;
      }
      assertTrue(answer.status() == 201 || answer.status() >= 503, answer.body().toString());
    }
    throw new AssertionError("The server goes on");
  }

  private Api.Answer place(Api trader, String clientOrderId) throws Exception {
    Map<String, String> order =
        new HashMap<>(
            Map.of("symbol", "ETH-USD", "side", "BUY", "type", "LIMIT", "timeInForce", "GTC"));
    order.put("price", "1");
    order.put("quantity", "1");
    order.put("clientOrderId", clientOrderId);
    Api.Answer answer = trader.post("/v1/orders", order);
    if (answer.status() == 201) {
      acknowledged.put(clientOrderId, answer.text("id"));
      sequence = answer.headers().firstValue("Bourse-Sequence").orElseThrow();
    }
    return answer;
  }

  /** Acknowledged orders that are not there. */
  private Map<String, String> lost(Api trader) throws Exception {
    trader.awaitSequence(sequence);
    Map<String, String> lost = new HashMap<>(acknowledged);
    for (JsonNode order : trader.all("/v1/orders")) {
      lost.remove(order.path("clientOrderId").asText(), order.get("id").asText());
    }
    return lost;
  }
}
