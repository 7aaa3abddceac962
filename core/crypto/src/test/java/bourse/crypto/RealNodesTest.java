package bourse.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.crypto.CryptoServer.Answer;
import bourse.crypto.CryptoServer.Person;
import bourse.platform.data.Database;
import bourse.platform.service.Health;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deposits with real nodes of both chains: bcoin on regtest, and ganache. */
class RealNodesTest {
  private static final String BITCOIN_KEY =
      "tpubDC5FSnBiZDMmhiuCmWAYsLwgLYrrT9rAqvTySfuCCrgsWz8wxMXUS9Tb9iVMvcRbvFcAHGkMD5Kx8koh4GquNGNTfohfk7pgjhaPCdXpoba";
  private static final String ETHEREUM_KEY =
      "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw";

  @TempDir static Path directory;
  private static ChainNode bitcoin;
  private static ChainNode ethereum;
  private static String payer;
  private static String token;
  private static CryptoServer venue;

  @BeforeAll
  static void start() throws Exception {
    ethereum = ChainNode.ethereum();
    bitcoin = ChainNode.bitcoin();
    bitcoin.call("testmine", 5);
    payer = ethereum.call("eth_accounts").path(0).asText();
    token = deploy();
    venue = new CryptoServer(Database.Dialect.H2, directory, config());
    venue.secret("bitcoin", "node-secret");
    venue.await(
        "the nodes to be followed",
        () -> venue.crypto().worker().health().state() == Health.State.UP);
  }

  private static String deploy() {
    String creation =
        ethereum
            .call("eth_sendTransaction", transaction(Map.of("data", TestToken.creation())))
            .asText();
    return ethereum.call("eth_getTransactionReceipt", creation).path("contractAddress").asText();
  }

  private static Map<String, String> transaction(Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("from", payer);
    all.put("gas", "0x7a120");
    return all;
  }

  private static CryptoConfig config() {
    return new CryptoConfig(
        Optional.of(
            new CryptoConfig.OfBitcoin(
                bitcoin.address(),
                "bourse",
                BitcoinNetwork.REGTEST,
                ExtendedPublicKey.parse(BITCOIN_KEY).orElseThrow(),
                "BTC",
                2)),
        Optional.of(
            new CryptoConfig.OfEthereum(
                ethereum.address(),
                1337,
                ExtendedPublicKey.parse(ETHEREUM_KEY).orElseThrow(),
                "ETH",
                List.of(new ChainAsset("USDC", 6, Optional.of(EthereumAddress.ofHex(token)))),
                3)),
        Duration.ofMillis(50),
        Duration.ofSeconds(10),
        0,
        20);
  }

  @AfterAll
  static void stop() throws Exception {
    venue.close();
    bitcoin.close();
    ethereum.close();
  }

  @Test
  void bitcoinsComeAndGoMissingWithTheirBlock() throws Exception {
    Person ada = venue.client();
    String tx = bitcoin.call("testpay", venue.address(ada, "BTC"), 123_456_789).asText();
    String block = bitcoin.call("testmine", 2).path(0).asText();
    Answer credited = venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("1.23456789", venue.balance(ada, "BTC"));
    assertEquals(tx, credited.text("transaction"));

    // This node does not put what a block gave back into another one, as if it had been spent
    // twice.
    bitcoin.call("invalidateblock", block);
    bitcoin.call("testmine", 4);
    venue.await(ada, ChainDepositStatus.TAKEN_BACK);
    assertEquals("0", venue.balance(ada, "BTC"));
  }

  @Test
  void etherBeyondALongIsCreditedExactlyAndItsDustKept() throws Exception {
    Person ada = venue.client();
    String address = venue.address(ada, "ETH");
    BigInteger wei = new BigInteger("21000000000123456789"); // 2^64 is 18.4 * 10^18
    ethereum.call(
        "eth_sendTransaction",
        transaction(
            Map.of("to", address.toLowerCase(Locale.ROOT), "value", "0x" + wei.toString(16))));
    mine(2);
    Answer credited = venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("21", credited.text("amount"));
    assertEquals("21.000000000123456789", exact(credited.text("id")));
    assertEquals("21", venue.balance(ada, "ETH"));
  }

  /** All of it, as the staff sees it: what was credited and what is below the exchange's unit. */
  private static String exact(String id) throws Exception {
    Answer shown = venue.get(CryptoServer.OPERATOR, "/operator/crypto-deposits/" + id).expect(200);
    assertEquals("123456789", shown.at("/deposit/dust"));
    return new BigDecimal(new BigInteger(shown.at("/deposit/exact")), 18).toPlainString();
  }

  private static void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      ethereum.call("evm_mine");
    }
  }

  @Test
  void tokensComeByTheLogsOfTheirContractAndGoMissingWithThem() throws Exception {
    Person ada = venue.client();
    String address = venue.address(ada, "USDC");
    String before = ethereum.call("evm_snapshot").asText();
    ethereum.call(
        "eth_sendTransaction",
        transaction(Map.of("to", token, "data", TestToken.transfer(address, 12_345_678))));
    // More than the payer has: the transaction fails, and gives nothing.
    Map<String, String> tooMuch =
        transaction(Map.of("to", token, "data", TestToken.transfer(address, 1L << 60)));
    String failed = ethereum.call("eth_sendTransaction", tooMuch).asText();
    assertEquals("0x0", ethereum.call("eth_getTransactionReceipt", failed).path("status").asText());
    mine(2);
    venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("12.345678", venue.balance(ada, "USDC"));
    assertEquals(1, venue.get(ada, "/v1/crypto-deposits").body().path("items").size());

    String last = ethereum.call("eth_getBlockByNumber", "latest", false).path("hash").asText();
    assertTrue(ethereum.call("evm_revert", before).asBoolean());
    ethereum.call("eth_sendTransaction", transaction(Map.of("to", payer, "value", "0x1")));
    mine(4);
    assertNotEquals(
        last, ethereum.call("eth_getBlockByNumber", "latest", false).path("hash").asText());
    venue.await(ada, ChainDepositStatus.TAKEN_BACK);
    assertEquals("0", venue.balance(ada, "USDC"));
  }
}
