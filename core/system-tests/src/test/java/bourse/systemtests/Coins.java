package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.testing.SimulatedBitcoinNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Bitcoins for an appliance, on a chain that the test writes. */
final class Coins {
  /** Of the account m/84'/1'/0' of a seed that is no secret. */
  private static final String KEY =
      "tpubDC5FSnBiZDMmhiuCmWAYsLwgLYrrT9rAqvTySfuCCrgsWz8wxMXUS9Tb9iVMvcRbvFcAHGkMD5Kx8koh4GquNGNTfohfk7pgjhaPCdXpoba";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Coins() {}

  /** Settings with those that have the node asked. */
  static Map<String, String> with(SimulatedBitcoinNode node, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("crypto.bitcoin-node", node.address().toString());
    all.put("crypto.bitcoin-network", "regtest");
    all.put("crypto.bitcoin-key", KEY);
    all.put("crypto.bitcoin-confirmations", "2");
    all.put("crypto.interval", "50ms");
    return all;
  }

  /** Has a block give something to a client, which is not sure before there is another one. */
  static String deposit(Api client, SimulatedBitcoinNode node) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Map<String, String> asset = Map.of("asset", "BTC");
    while (client.post("/v1/deposit-addresses", asset).status() != 201) {
      assertTrue(System.nanoTime() < end, "The chain is not followed");
      Thread.sleep(50);
    }
    node.pay(client.post("/v1/deposit-addresses", asset).expect(201).text("address"), 10_000);
    node.mine();
    while (true) {
      String id = client.get("/v1/crypto-deposits").expect(200).body().at("/items/0/id").asText("");
      if (!id.isEmpty()) {
        return id;
      }
      assertTrue(System.nanoTime() < end, "The deposit is not seen");
      Thread.sleep(50);
    }
  }
}
