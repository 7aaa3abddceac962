package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.testing.PostgresServer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at a random moment under load, again and again. After each: every acknowledged order is
 * there with what was acknowledged, and money is conserved. The number of kills is {@code
 * -Dbourse.kill.cycles} (default 3).
 */
class KillLoopTest {
  private static final int CYCLES = Integer.getInteger("bourse.kill.cycles", 3);
  private static final int CLIENTS = 4;
  private static final BigDecimal DEPOSIT = new BigDecimal("1000000000");

  private final long seed = Long.getLong("bourse.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Acknowledged: client order id to the order's id. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /** What a client was told that is neither an acknowledgement nor a refusal it may meet. */
  private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostOnTheEmbeddedDatabase() throws Exception {
    loop(Map.of());
  }

  @Test
  void nothingAcknowledgedIsLostOnPostgresql() throws Exception {
    PostgresServer postgres = PostgresServer.shared();
    loop(Map.of("database.url", postgres.createDatabase(), "database.user", postgres.user()));
  }

  private void loop(Map<String, String> settings) throws Exception {
    System.out.println("seed " + seed);
    try (Appliance appliance = Appliance.create(folder.resolve("data"), settings)) {
      appliance.start();
      fund(appliance);
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          Api api = appliance.api().login(email(client));
          String prefix = "k" + cycle + "-" + client + "-";
          String side = client % 2 == 0 ? "BUY" : "SELL";
          long clientSeed = random.nextLong();
          clients.add(
              Thread.ofVirtual().start(() -> trade(api, prefix, side, new Random(clientSeed))));
        }
        Thread.sleep(500 + random.nextInt(2_000));
        ProcessHandle redis = appliance.redis();
        appliance.kill();
        redis.onExit().get(5, TimeUnit.SECONDS); // it does not outlive its server
        for (Thread client : clients) {
          client.join();
        }
        assertEquals(List.of(), List.copyOf(surprises), "seed " + seed);
        appliance.start();
        verify(appliance, cycle);
      }
      assertEquals(0, appliance.stop());
    }
  }

  private void fund(Appliance appliance) throws Exception {
    for (int client = 0; client < CLIENTS; client++) {
      appliance.api().newUser(email(client));
      for (String currency : List.of("ETH", "USD")) {
        Map<String, String> deposit = new LinkedHashMap<>();
        deposit.put("email", email(client));
        deposit.put("currency", currency);
        deposit.put("amount", DEPOSIT.toPlainString());
        deposit.put("reference", "kill-loop-" + client + "-" + currency);
        appliance.operator().post("/operator/deposits", deposit).expect(201);
      }
    }
  }

  /** Places orders that often meet each other, until the server is gone. */
  private void trade(Api api, String prefix, String side, Random flow) {
    try {
      for (int n = 0; ; n++) {
        String clientOrderId = prefix + n;
        Map<String, String> order =
            Map.of(
                "symbol",
                "ETH-USD",
                "side",
                side,
                "type",
                "LIMIT",
                "timeInForce",
                flow.nextInt(5) == 0 ? "IOC" : "GTC",
                "price",
                Integer.toString(60_000 + flow.nextInt(20)),
                "quantity",
                "0.00" + (1 + flow.nextInt(9)),
                "clientOrderId",
                clientOrderId);
        Api.Answer answer = api.post("/v1/orders", order);
        if (answer.status() == 201) {
          acknowledged.put(clientOrderId, answer.text("id"));
          if (flow.nextInt(4) == 0) {
            api.delete("/v1/orders/" + answer.text("id"));
          }
        } else if (answer.status() != 503 && answer.status() != 504) {
          surprises.add(answer.status() + " " + answer.body());
          return;
        }
      }
    } catch (IOException e) {
      // The server was killed: what was under way has no answer, and the loop is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void verify(Appliance appliance, int cycle) throws Exception {
    Map<String, String> present = new HashMap<>();
    Map<String, BigDecimal> total = new HashMap<>();
    awaitProjection(appliance);
    for (int client = 0; client < CLIENTS; client++) {
      Api api = appliance.api().login(email(client));
      for (JsonNode order : api.all("/v1/orders")) {
        present.put(order.path("clientOrderId").asText(), order.get("id").asText());
      }
      for (JsonNode trade : api.all("/v1/trades")) {
        total.merge("USD", new BigDecimal(trade.get("fee").asText()), BigDecimal::add);
      }
      for (JsonNode wallet : api.get("/v1/wallets").expect(200).body().get("items")) {
        BigDecimal available = new BigDecimal(wallet.get("available").asText());
        BigDecimal reserved = new BigDecimal(wallet.get("reserved").asText());
        assertTrue(available.signum() >= 0 && reserved.signum() >= 0, () -> "negative: " + wallet);
        assertEquals(
            0,
            new BigDecimal(wallet.get("balance").asText()).compareTo(available.add(reserved)),
            wallet::toString);
        total.merge(wallet.get("currency").asText(), available.add(reserved), BigDecimal::add);
      }
    }
    Set<String> lost =
        acknowledged.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(present.get(entry.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    System.out.printf(
        "cycle %d: %d acknowledged so far, %d present%n",
        cycle, acknowledged.size(), present.size());
    assertEquals(Set.of(), lost, "seed " + seed);
    assertTrue(
        acknowledged.size() > cycle * CLIENTS, "too few orders for the cycle to prove anything");
    BigDecimal expected = DEPOSIT.multiply(BigDecimal.valueOf(CLIENTS));
    total.forEach((currency, amount) ->
        assertEquals(0, expected.compareTo(amount), currency + " " + amount + ", seed " + seed));
    assertEquals(Set.of("ETH", "USD"), total.keySet());
  }

  /** What is read from here on is at least as new as everything that was acknowledged. */
  private void awaitProjection(Appliance appliance) throws Exception {
    Api api = appliance.api().login(email(0));
    Map<String, String> farOff =
        Map.of(
            "symbol",
            "ETH-USD",
            "side",
            "BUY",
            "type",
            "LIMIT",
            "timeInForce",
            "IOC",
            "price",
            "100",
            "quantity",
            "0.01");
    String sequence =
        api.post("/v1/orders", farOff)
            .expect(201)
            .headers()
            .firstValue("Bourse-Sequence")
            .orElseThrow();
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (api.get("/v1/wallets", "Bourse-At-Least-Sequence", sequence).status() != 200) {
      assertTrue(
          System.nanoTime() < deadline, "the projection does not reach sequence " + sequence);
    }
  }

  private static String email(int client) {
    return "kill" + client + "@test.example";
  }
}
