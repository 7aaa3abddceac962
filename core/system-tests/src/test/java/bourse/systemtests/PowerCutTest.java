package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F2 on the whole server: an image of its disk, taken at a moment under load, is what it starts
 * from again. Every acknowledged order is there, and the deposit and the user too.
 */
class PowerCutTest {
  private static final String TRADER = "trader@test.example";
  private static final int ORDERS = 300;

  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  @TempDir private Path folder;

  @Test
  void f2WhatWasAcknowledgedIsOnTheDisk() throws Exception {
    FaultsTest.requireRoot();
    Path image = folder.resolve("disk.img");
    Path copy = folder.resolve("cut.img");
    Path mount = folder.resolve("disk");
    Appliance appliance;
    try (LoopDisk disk = LoopDisk.create(image, mount, 1200)) {
      appliance =
          Appliance.create(mount.resolve("data"), Map.of("exchange.log-segment-size", "8MiB"));
      try (appliance) {
        appliance.start();
        Api trader = appliance.api().newUser(TRADER);
        appliance
            .operator()
            .post(
                "/operator/deposits",
                Map.of(
                    "email", TRADER, "currency", "USD", "amount", "900000", "reference", "first"))
            .expect(201);
        Thread client = Thread.ofVirtual().start(() -> trade(trader));
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (acknowledged.size() < ORDERS) {
          assertTrue(System.nanoTime() < deadline, acknowledged.size() + " orders");
          Thread.sleep(5);
        }
        LoopDisk.run("kill", "-STOP", Long.toString(appliance.pid()));
        Map<String, String> promised = Map.copyOf(acknowledged);
        disk.copyTo(copy);
        appliance.kill();
        client.join();
        acknowledged.keySet().retainAll(promised.keySet());
      }
    }
    Files.delete(image);
    try (LoopDisk cut = LoopDisk.mount(copy, mount);
        appliance) {
      assertTrue(Files.isDirectory(cut.directory().resolve("data")));
      appliance.start();
      Api trader = appliance.api().login(TRADER);
      Map<String, String> present = new HashMap<>();
      for (JsonNode order : trader.all("/v1/orders")) {
        present.put(order.path("clientOrderId").asText(), order.get("id").asText());
      }
      Set<Map.Entry<String, String>> lost = new HashSet<>(acknowledged.entrySet());
      lost.removeAll(present.entrySet());
      assertEquals(Set.of(), lost);
      System.out.printf("F2: 1 image of a server, %d acknowledged, 0 lost%n", acknowledged.size());
      assertEquals(0, appliance.stop());
    }
  }

  private void trade(Api trader) {
    try {
      for (int n = 0; ; n++) {
        Map<String, String> order =
            new HashMap<>(
                Map.of("symbol", "BTC-USD", "side", "BUY", "type", "LIMIT", "timeInForce", "GTC"));
        order.put("price", "1");
        order.put("quantity", "1");
        order.put("clientOrderId", "cut-" + n);
        Api.Answer answer = trader.post("/v1/orders", order);
        if (answer.status() == 201) {
          acknowledged.put("cut-" + n, answer.text("id"));
        }
      }
    } catch (IOException e) {
      // The server is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
