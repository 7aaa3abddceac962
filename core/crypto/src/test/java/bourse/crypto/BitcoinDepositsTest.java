package bourse.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bourse.crypto.CryptoServer.Answer;
import bourse.crypto.CryptoServer.Person;
import bourse.domain.AccountBlock;
import bourse.domain.ErrorCode;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.data.Database;
import bourse.platform.service.Health;
import bourse.platform.time.Ids;
import bourse.testing.SimulatedBitcoinNode;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deposits of bitcoins, from the address to the balance, with everything that goes wrong on the
 * way, on a chain that the test writes.
 */
@ParameterizedClass
@EnumSource
class BitcoinDepositsTest {
  private static final String KEY =
      "tpubDC5FSnBiZDMmhiuCmWAYsLwgLYrrT9rAqvTySfuCCrgsWz8wxMXUS9Tb9iVMvcRbvFcAHGkMD5Kx8koh4GquNGNTfohfk7pgjhaPCdXpoba";

  @TempDir static Path directory;
  private static SimulatedBitcoinNode node;
  private static CryptoServer venue;

  @Parameter Database.Dialect dialect;

  @BeforeParameterizedClassInvocation(injectArguments = true)
  static void start(Database.Dialect dialect) throws Exception {
    node = new SimulatedBitcoinNode();
    venue = new CryptoServer(dialect, directory.resolve(dialect.name()), config(node));
    venue.await("the node to be followed", () -> health() == Health.State.UP);
  }

  private static CryptoConfig config(SimulatedBitcoinNode of) {
    return new CryptoConfig(
        Optional.of(
            new CryptoConfig.OfBitcoin(
                of.address(),
                "bourse",
                BitcoinNetwork.REGTEST,
                ExtendedPublicKey.parse(KEY).orElseThrow(),
                "BTC",
                3)),
        Optional.empty(),
        Duration.ofMillis(50),
        Duration.ofSeconds(2),
        0,
        6);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    venue.close();
    node.close();
  }

  private static Health.State health() {
    return venue.crypto().worker().health().state();
  }

  @Test
  void aPaymentIsCreditedOnceItIsSureAndOnRecord() throws Exception {
    Person ada = venue.client();
    Answer asset = venue.get(ada, "/v1/crypto-assets").expect(200);
    assertEquals("BTC", asset.at("/items/0/asset"));
    assertEquals("regtest", asset.at("/items/0/network"));
    assertEquals("8", asset.at("/items/0/decimals"));
    Answer given = venue.post(ada, "/v1/deposit-addresses", Map.of("asset", "BTC")).expect(201);
    String address = given.text("address");
    assertTrue(address.startsWith("bcrt1q"), address);
    assertEquals("bitcoin:" + address, given.text("uri"));
    assertTrue(given.text("qrCode").startsWith("<svg"));
    assertEquals(address, venue.address(ada, "BTC"));

    node.pay(address, 150_000_001);
    node.mine();
    Answer seen = venue.await(ada, ChainDepositStatus.CONFIRMING);
    assertEquals("1.50000001", seen.text("amount"));
    assertEquals("3", seen.text("confirmationsNeeded"));
    assertEquals("0", venue.balance(ada, "BTC"));
    node.mine(2);
    Answer credited = venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("1.50000001", credited.text("credited"));
    assertEquals("1.50000001", venue.balance(ada, "BTC"));
    node.mine(2);

    String id = credited.text("id");
    venue.get(ada, "/v1/crypto-deposits/" + id).expect(200);
    Person eve = venue.client();
    venue.get(eve, "/v1/crypto-deposits/" + id).refused(ErrorCode.NOT_FOUND);
    assertEquals(0, venue.get(eve, "/v1/crypto-deposits").body().path("items").size());
    assertNotEquals(address, venue.address(eve, "BTC"));
    Answer shown = venue.get(CryptoServer.OPERATOR, "/operator/crypto-deposits/" + id).expect(200);
    assertEquals("BOOKED", shown.at("/movements/0/status"));
    assertTrue(shown.at("/movements/0/reference").startsWith("bitcoin:deposit:"));
    Act act = act(ada, "crypto.credit");
    assertTrue(act.notes().startsWith("1.50000001 BTC, deposit " + id), act.notes());
    assertEquals(1, venue.entries(ada));
  }

  private static Act act(Person who, String action) {
    return venue.acts().stream()
        .filter(one -> one.target().equals("account:" + who.account()))
        .filter(one -> one.action().equals(action))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aClientHasMoreAddressesWhenItAsksAndAllStayItsOwn() throws Exception {
    Person ada = venue.client();
    String first = venue.address(ada, "BTC");
    Answer other =
        venue.post(ada, "/v1/deposit-addresses", Map.of("asset", "BTC", "fresh", true)).expect(201);
    assertNotEquals(first, other.text("address"));
    assertEquals(other.text("address"), venue.address(ada, "BTC"));
    Answer all = venue.get(ada, "/v1/deposit-addresses").expect(200);
    assertEquals(2, all.body().path("items").size());
    node.pay(first, 5_000);
    node.pay(other.text("address"), 7_000);
    node.mine(3);
    venue.await("both", () -> venue.balance(ada, "BTC").equals("0.00012"));
    for (int i = 2; i < AddressBook.MOST; i++) {
      venue.post(ada, "/v1/deposit-addresses", Map.of("asset", "BTC", "fresh", true)).expect(201);
    }
    venue
        .post(ada, "/v1/deposit-addresses", Map.of("asset", "BTC", "fresh", true))
        .refused(ErrorCode.TOO_MANY_ADDRESSES);
  }

  @Test
  void refusesWhatIsNotTakenWithFieldAndRule() throws Exception {
    Person ada = venue.client();
    venue
        .post(ada, "/v1/deposit-addresses", Map.of("asset", "ETH"))
        .refused(ErrorCode.CHAIN_ASSET_NOT_TAKEN);
    Answer refused = venue.post(ada, "/v1/deposit-addresses", Map.of("asset", "btc"));
    assertEquals("asset", refused.refused(ErrorCode.INVALID_FIELD).at("/errors/0/field"));
    venue.post(ada, "/v1/deposit-addresses", Map.of()).refused(ErrorCode.INVALID_FIELD);
    venue
        .post(venue.user(Role.SUPPORT), "/v1/deposit-addresses", Map.of("asset", "BTC"))
        .refused(ErrorCode.NOT_ALLOWED);
    venue
        .post(
            CryptoServer.OPERATOR,
            "/operator/crypto-secrets",
            Map.of("chain", "dogecoin", "secret", "much"))
        .refused(ErrorCode.INVALID_FIELD);
  }

  @Test
  void whatAnotherBranchHasTooStaysCredited() throws Exception {
    Person ada = venue.client();
    byte[] payment = node.pay(venue.address(ada, "BTC"), 10_000);
    node.mine(4);
    venue.await(ada, ChainDepositStatus.CREDITED);
    node.forget(4);
    node.again(payment);
    node.mine(5);
    venue.await("the other branch", () -> read() == tip());
    assertEquals("CREDITED", venue.await(ada, ChainDepositStatus.CREDITED).text("status"));
    assertEquals("0.0001", venue.balance(ada, "BTC"));
    assertEquals(1, venue.entries(ada));
  }

  private static long read() throws Exception {
    return chain().at("/readBlock").asLong();
  }

  private static long tip() throws Exception {
    return chain().at("/nodeBlock").asLong();
  }

  private static JsonNode chain() throws Exception {
    return venue.get(CryptoServer.OPERATOR, "/operator/crypto").expect(200).body().at("/items/0");
  }

  @Test
  void whatNoBranchHasAnyMoreIsTakenBackAndCreditedAgainWhenItComesBack() throws Exception {
    Person ada = venue.client();
    byte[] payment = node.pay(venue.address(ada, "BTC"), 20_000);
    node.mine(3);
    venue.await(ada, ChainDepositStatus.CREDITED);
    node.forget(3);
    node.mine(4);
    Answer taken = venue.await(ada, ChainDepositStatus.TAKEN_BACK);
    assertEquals("0", venue.balance(ada, "BTC"));
    assertEquals("0.0002", taken.text("debited"));
    assertTrue(act(ada, "crypto.take-back").notes().contains("bitcoin:reorganised:"));
    Answer attention =
        venue.get(CryptoServer.OPERATOR, "/operator/crypto-deposits?attention=true").expect(200);
    assertTrue(attention.body().toString().contains(taken.text("id")));
    Answer resolved =
        venue
            .post(
                CryptoServer.OPERATOR,
                "/operator/crypto-deposits/" + taken.text("id") + "/resolution",
                Map.of("note", "looked at the chain"))
            .expect(200);
    assertFalse(resolved.body().path("deposit").has("attention"));

    node.again(payment);
    node.mine(3);
    Answer again = venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("0.0004", again.text("credited"));
    assertEquals("0.0002", venue.balance(ada, "BTC"));
  }

  @Test
  void whatWasNotSureYetIsMissingOnAnotherBranch() throws Exception {
    Person ada = venue.client();
    node.pay(venue.address(ada, "BTC"), 30_000);
    node.mine();
    venue.await(ada, ChainDepositStatus.CONFIRMING);
    node.forget(1);
    node.mine(5);
    venue.await(ada, ChainDepositStatus.MISSING);
    assertEquals("0", venue.balance(ada, "BTC"));
    assertEquals(0, venue.entries(ada));
  }

  @Test
  void whatWasSpentBeforeItWasTakenBackIsOwedAndStopsTheAccount() throws Exception {
    Person ada = venue.client();
    node.pay(venue.address(ada, "BTC"), 50_000);
    node.mine(3);
    venue.await(ada, ChainDepositStatus.CREDITED);
    venue.submit(
        Commands.withdraw(CommandContext.NONE, ada.account(), 1, 30_000, 7, ada.account()));
    node.forget(3);
    node.mine(4);
    Answer taken = venue.await(ada, ChainDepositStatus.TAKEN_BACK);
    venue.await("what is there to be taken", () -> venue.balance(ada, "BTC").equals("0"));
    assertEquals(Set.of(AccountBlock.TRADING, AccountBlock.TRANSFERS), venue.account(ada).blocks());
    Answer shown =
        venue
            .get(CryptoServer.OPERATOR, "/operator/crypto-deposits/" + taken.text("id"))
            .expect(200);
    assertEquals("OWED", shown.at("/deposit/attention"));
    assertEquals("0.0003", shown.at("/deposit/owed"));
    act(ada, "crypto.owed");

    // What comes next is taken first.
    node.pay(venue.address(ada, "BTC"), 40_000);
    node.mine(3);
    venue.await(ada, ChainDepositStatus.CREDITED);
    venue.pass(Duration.ofMinutes(11));
    venue.await("the rest to be taken", () -> venue.balance(ada, "BTC").equals("0.0001"));
  }

  @Test
  void anAnswerOfTheExchangeThatGotLostCreditsOnce() throws Exception {
    Person ada = venue.client();
    node.pay(venue.address(ada, "BTC"), 60_000);
    venue.loseAnswers(1);
    node.mine(3);
    venue.await("the credit", () -> venue.balance(ada, "BTC").equals("0.0006"));
    venue.restart();
    venue.await(ada, ChainDepositStatus.CREDITED);
    node.mine(2);
    venue.await("the newest block", () -> read() == tip() && health() == Health.State.UP);
    assertEquals("0.0006", venue.balance(ada, "BTC"));
    assertEquals(1, venue.entries(ada));
  }

  @Test
  void aNodeThatFailsOrIsOnAnotherNetworkOrBehindCreditsNothingUntilItIsRight() throws Exception {
    Person ada = venue.client();
    String address = venue.address(ada, "BTC");
    node.fail(true);
    venue.await("trouble", () -> health() == Health.State.DEGRADED);
    assertEquals("false", venue.get(ada, "/v1/crypto-assets").at("/items/0/open"));
    node.change(true);
    node.fail(false);
    venue.await(
        "the wrong network", () -> venue.crypto().worker().health().detail().contains("regtest"));
    node.pay(address, 70_000);
    node.mine(3);
    assertEquals("0", venue.balance(ada, "BTC"));
    node.change(false);
    venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("0.0007", venue.balance(ada, "BTC"));
  }

  @Test
  void aNodeThatBeginsAnewTakesNothingBack() throws Exception {
    Person ada = venue.client();
    node.pay(venue.address(ada, "BTC"), 90_000);
    node.mine(3);
    venue.await(ada, ChainDepositStatus.CREDITED);
    node.mine(8);
    venue.await("the newest block", () -> read() == tip());
    Runnable putBack = node.remember();
    // So far back that of its blocks only the very first is known here.
    node.forget(10);
    venue.await(
        "the node to be behind",
        () -> venue.crypto().worker().health().detail().contains("is behind"));
    assertEquals("CREDITED", venue.await(ada, ChainDepositStatus.CREDITED).text("status"));
    assertEquals("0.0009", venue.balance(ada, "BTC"));
    putBack.run();
    venue.await("the node to be followed", () -> health() == Health.State.UP);
    assertEquals("0.0009", venue.balance(ada, "BTC"));
    assertEquals(1, venue.entries(ada));
  }

  @Test
  void aBranchThatBeginsWhereFollowingBeganIsFollowed() throws Exception {
    assumeTrue(dialect == Database.Dialect.H2, "what is kept in memory and SQL is the same");
    try (SimulatedBitcoinNode other = new SimulatedBitcoinNode()) {
      other.mine(20);
      try (CryptoServer late =
          new CryptoServer(dialect, directory.resolve("late"), config(other))) {
        late.await(
            "the node to be followed",
            () -> late.crypto().worker().health().state() == Health.State.UP);
        Person ada = late.client();
        String address = late.address(ada, "BTC");
        other.forget(1);
        other.pay(address, 10_000);
        other.mine(4);
        late.await(ada, ChainDepositStatus.CREDITED);
      }
    }
  }

  @Test
  void transactionsThatAreNotTheBlocksAreNotBelieved() throws Exception {
    Person ada = venue.client();
    String address = venue.address(ada, "BTC");
    node.spoil(true);
    node.pay(address, 100_000);
    node.mine(3);
    venue.await(
        "the block to be refused",
        () -> venue.crypto().worker().health().detail().contains("can't be read"));
    assertEquals(0, venue.get(ada, "/v1/crypto-deposits").body().path("items").size());
    node.spoil(false);
    venue.await(ada, ChainDepositStatus.CREDITED);
    assertEquals("0.001", venue.balance(ada, "BTC"));
  }

  @Test
  void whatALogGivesOnAnotherBranchIsWhatIsCredited() {
    Person ada = venue.client();
    Person eve = venue.client();
    ChainDepositStore store = new ChainDepositStore(venue.database());
    ChainMovementStore movements = new ChainMovementStore(venue.database());
    ChainDeposit much = log(ada, 1_000_000, 5);
    ChainDeposit little = log(eve, 1, 6);
    assertTrue(seen(store, much));
    lose(store);
    assertTrue(seen(store, little));
    ChainDeposit found = store.find(much.id()).orElseThrow();
    assertEquals(BigInteger.ONE, found.exact());
    assertEquals(eve.account(), found.account());
    // What was booked is not made into something else: it stays gone, and is taken back.
    venue
        .database()
        .jdbi()
        .useTransaction(handle ->
            movements.plan(
                handle,
                new ChainMovementStore.Plan(
                    "test:deposit:" + little.id(),
                    "test",
                    little.id(),
                    1,
                    eve.account(),
                    ChainMovement.Kind.CREDIT,
                    "USDC",
                    little.amount()),
                venue.now()));
    lose(store);
    assertFalse(seen(store, much));
    assertTrue(store.find(much.id()).orElseThrow().height().isEmpty());
    assertTrue(seen(store, little));
  }

  private static ChainDeposit log(Person who, long exact, long height) {
    UUID id = Ids.uuid8("test:deposit:0xabc:log0");
    return new ChainDeposit(
        id,
        "test",
        "0xabc",
        "log0",
        "0x" + who.account(),
        "USDC",
        who.user().orElseThrow(),
        who.account(),
        BigInteger.valueOf(exact),
        BigDecimal.valueOf(exact, 6),
        BigInteger.ZERO,
        OptionalLong.of(height),
        64,
        ChainDepositStatus.CONFIRMING,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        venue.now(),
        venue.now());
  }

  private static boolean seen(ChainDepositStore store, ChainDeposit deposit) {
    return venue.database().jdbi().inTransaction(handle -> store.seen(handle, deposit));
  }

  private static void lose(ChainDepositStore store) {
    venue.database().jdbi().useTransaction(handle -> store.lose(handle, "test", 4));
  }

  @Test
  void aReorganisationThatIsDeeperThanCanBeIsNotFollowed() throws Exception {
    Person ada = venue.client();
    node.pay(venue.address(ada, "BTC"), 80_000);
    node.mine(8);
    venue.await(ada, ChainDepositStatus.CREDITED);
    Runnable putBack = node.remember();
    node.forget(8);
    node.mine(9);
    venue.await(
        "the alarm",
        () -> venue.crypto().worker().health().detail().contains("deepest-reorganisation"));
    assertEquals("0.0008", venue.balance(ada, "BTC"));
    putBack.run();
    venue.await("the node to be believed again", () -> health() == Health.State.UP);
    assertEquals("0.0008", venue.balance(ada, "BTC"));
  }
}
