package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.systemtests.Api.Answer;
import bourse.testing.AuthenticatorApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on money that goes out, S40 to S47 and S49, against a whole server. */
class WithdrawalAttacksTest {
  private static final String IBAN = "DE89370400440532013000";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One who asks, with recovery codes that are not used, and an entry of the address book. */
  private record Client(Api api, String email, Deque<String> codes, String to) {
    Answer ask(String amount) throws Exception {
      return api.post(
          "/v1/withdrawals", Map.of("beneficiary", to, "currency", "USD", "amount", amount));
    }

    Answer confirm(Answer asked) throws Exception {
      return api.post(
          "/v1/withdrawals/" + asked.text("id") + "/confirmation",
          Map.of("contentHash", asked.text("contentHash"), "recoveryCode", codes.remove()));
    }
  }

  @TempDir static Path folder;
  private static Appliance appliance;
  private static Api operator;
  private static int clients;

  @BeforeAll
  static void start() throws Exception {
    appliance =
        Appliance.create(
            folder.resolve("data"),
            Map.of(
                "withdrawals.bank-currencies",
                "USD",
                "withdrawals.level-limits",
                "false",
                "withdrawals.approval-threshold",
                "1000",
                "withdrawals.most-per-day",
                "5",
                "withdrawals.most-open",
                "8",
                "withdrawals.address-hold",
                "2s",
                "withdrawals.credential-hold",
                "2s"));
    appliance.start();
    operator = appliance.operator();
  }

  @AfterAll
  static void stop() {
    appliance.close();
  }

  /** With an app and an address that were added just now: nothing goes out yet. */
  private static Client fresh(String amount) throws Exception {
    String email = "client" + ++clients + "@example.org";
    Api api = appliance.api().newUser(email);
    String secret = api.post("/v1/me/totp", Map.of()).expect(201).text("secret");
    Deque<String> codes = new ArrayDeque<>();
    api.post("/v1/me/totp/confirmation", Map.of("code", AuthenticatorApp.code(secret)))
        .expect(200)
        .body()
        .get("recoveryCodes")
        .forEach(code -> codes.add(code.asText()));
    operator
        .send(
            "POST",
            "/operator/deposits",
            "{\"email\":\"%s\",\"currency\":\"USD\",\"amount\":\"%s\",\"reference\":\"w%d\"}"
                .formatted(email, amount, clients))
        .expect(201);
    String to = api.post("/v1/beneficiaries", bank(IBAN)).expect(201).text("id");
    return new Client(api, email, codes, to);
  }

  private static Map<String, Object> bank(String iban) {
    return Map.of("kind", "BANK", "name", "Test User", "fields", Map.of("iban", iban));
  }

  /** Nothing is held any more. */
  private static Client ready(String amount) throws Exception {
    Client client = fresh(amount);
    String preview = "/v1/withdrawal-preview?currency=USD&amount=10&beneficiary=" + client.to();
    until(() -> {
      boolean isFree = !client.api().get(preview).expect(200).body().has("heldUntil");
      JsonNode entry = client.api().get("/v1/beneficiaries").expect(200).body().at("/items/0");
      String now = client.api().get("/v1/time").expect(200).body().toString();
      return isFree && now.contains("T") && entry.get("usableAt").asText().compareTo(time(now)) < 0;
    });
    return client;
  }

  private static String time(String answer) {
    return answer.replaceFirst(".*?([0-9]{4}-[0-9-]+T[0-9:.]+Z).*", "$1");
  }

  /** Something that comes to hold. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < end, "it does not come");
      Thread.sleep(50);
    }
  }

  private static void refused(int code, Answer answer) {
    assertEquals(code, answer.body().path("code").asInt(), answer.body()::toString);
    assertTrue(answer.status() >= 400 && answer.status() < 500, answer.body()::toString);
  }

  private static BigDecimal wallet(Client client, String what) throws Exception {
    return new BigDecimal(
        client.api().get("/v1/wallets/USD").expect(200).body().get(what).asText());
  }

  @Test
  void s40_s41_s42_onlyToAddressesThatAreListedLongEnoughAndNotAfterAChange() throws Exception {
    Client ada = fresh("500");
    Answer early = ada.ask("10");
    refused(3132, early);
    assertTrue(early.text("detail").contains("a second factor was added"), early.text("detail"));
    until(() -> ada.ask("10").body().path("code").asInt() != 3132);
    String other =
        ada.api().post("/v1/beneficiaries", bank("GB82WEST12345698765432")).expect(201).text("id");
    Answer young =
        ada.api()
            .post(
                "/v1/withdrawals", Map.of("beneficiary", other, "currency", "USD", "amount", "10"));
    refused(3131, young);
    assertTrue(young.text("detail").contains("can be used in 1 min"), young.text("detail"));
    Map<String, Object> anywhere =
        Map.of(
            "destination", bank("FR1420041010050500013M02606"), "currency", "USD", "amount", "10");
    refused(3130, ada.api().post("/v1/withdrawals", anywhere));
    ada.api().post("/v1/withdrawal-settings", Map.of("addresses", "ANY")).expect(200);
    refused(3132, ada.ask("10"));
    refused(3132, ada.api().post("/v1/withdrawals", anywhere));
    until(() -> ada.ask("10").status() == 201);
    ada.api()
        .post(
            "/v1/me/password",
            Map.of(
                "currentPassword",
                "a long enough password for " + ada.email(),
                "newPassword",
                "quinces in the attic"))
        .expect(204);
    Answer changed = ada.ask("10");
    refused(3132, changed);
    assertTrue(changed.text("detail").contains("password was changed"), changed.text("detail"));
  }

  @Test
  void s43_s44_nobodyApprovesAnOwnOneAndAnApprovalIsForExactlyWhatWasSeen() throws Exception {
    Client ada = ready("5000");
    Answer asked = ada.ask("2000").expect(201);
    assertEquals("AWAITING_APPROVAL", ada.confirm(asked).expect(200).text("status"));
    String path = "/v1/admin/withdrawals/" + asked.text("id") + "/approval";
    Map<String, String> exactly = Map.of("contentHash", asked.text("contentHash"), "note", "me");
    refused(3003, ada.api().post(path, exactly));
    String roles = "{\"grant\":[\"COMPLIANCE\"]}";
    operator.send("POST", "/operator/users/" + ada.email() + "/roles", roles).expect(200);
    refused(3064, ada.api().post(path, exactly));
    Api again =
        appliance
            .api()
            .with(
                appliance
                    .api()
                    .post(
                        "/v1/auth/login",
                        Map.of(
                            "email",
                            ada.email(),
                            "password",
                            "a long enough password for " + ada.email(),
                            "recoveryCode",
                            ada.codes().remove()))
                    .expect(200)
                    .text("accessToken"));
    refused(3064, again.post(path, exactly));
    Answer byKey =
        SignedApi.of(again, "READ", "TRADE")
            .send("POST", path, Api.JSON.writeValueAsString(exactly));
    assertEquals(403, byKey.status(), byKey.body()::toString);
    // What was seen was another one.
    Answer other = ada.ask("2001").expect(201);
    String asOperator = "/operator/withdrawals/" + asked.text("id") + "/approval";
    refused(
        3065,
        operator.post(asOperator, Map.of("contentHash", other.text("contentHash"), "note", "x")));
    for (String method : List.of("PUT", "PATCH")) {
      Answer changed =
          ada.api().send(method, "/v1/withdrawals/" + asked.text("id"), "{\"amount\":\"3000\"}");
      assertEquals(405, changed.status(), changed.body()::toString);
    }
    operator.post(asOperator, exactly).expect(200);
    refused(3064, operator.post(asOperator, exactly));
    assertEquals(
        "AWAITING_APPROVAL",
        ada.api()
            .get("/v1/withdrawals/" + asked.text("id"))
            .body()
            .at("/withdrawal/status")
            .asText());
  }

  /** With few and low limits instead of a thousand: what stops them is the same. */
  @Test
  void s45_manySmallOnesWaitForAPersonAndThenAreRefused() throws Exception {
    Client ada = ready("1000");
    List<String> reviewed = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = ada.ask("1").expect(201).text("id");
      JsonNode shown = operator.get("/operator/withdrawals/" + id).expect(200).body();
      shown.at("/withdrawal/reasons").forEach(reason -> reviewed.add(reason.asText()));
    }
    assertEquals(3, reviewed.size(), reviewed::toString);
    assertTrue(reviewed.getFirst().contains("More than 5"), reviewed.getFirst());
    refused(3135, ada.ask("1"));
    assertEquals(0, wallet(ada, "reserved").compareTo(new BigDecimal(8)));
  }

  @Test
  void s46_ofFiftyOfOneBalanceExactlyOnePasses() throws Exception {
    Client ada = ready("100");
    Callable<Integer> ask = () -> ada.ask("100").status();
    assertEquals(1, Collections.frequency(together(Collections.nCopies(50, ask)), 201));
    assertEquals(0, wallet(ada, "available").signum());
    assertEquals(0, wallet(ada, "reserved").compareTo(new BigDecimal(100)));
  }

  @Test
  void s47_anOrderAndAWithdrawalDontSpendTheSame() throws Exception {
    Client ada = ready("100");
    Callable<Integer> ask = () -> ada.ask("60").status();
    String order =
        "{\"symbol\":\"BTC-USD\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"100\",\"quantity\":\"0.6\"}";
    Callable<Integer> buy = () -> ada.api().send("POST", "/v1/orders", order).status();
    List<Callable<Integer>> both = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      both.add(ask);
      both.add(buy);
    }
    assertEquals(1, Collections.frequency(together(both), 201));
    BigDecimal available = wallet(ada, "available");
    assertTrue(available.signum() >= 0, available::toString);
    assertEquals(
        0, available.add(wallet(ada, "reserved")).compareTo(new BigDecimal(100)), "conserved");
  }

  private static List<Integer> together(List<Callable<Integer>> work) throws Exception {
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : all.invokeAll(work)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  @Test
  void s49_aKeyIsForOneRequestAndAmountsAndAddressesAreExact() throws Exception {
    Client ada = ready("500");
    String body = "{\"beneficiary\":\"%s\",\"currency\":\"USD\",\"amount\":\"%s\"}";
    String ten = body.formatted(ada.to(), "10");
    Answer first = ada.api().send("POST", "/v1/withdrawals", ten, "Idempotency-Key", "once-1");
    Answer again = ada.api().send("POST", "/v1/withdrawals", ten, "Idempotency-Key", "once-1");
    assertEquals(first.expect(201).text("id"), again.expect(201).text("id"));
    String eleven = body.formatted(ada.to(), "11");
    Answer other = ada.api().send("POST", "/v1/withdrawals", eleven, "Idempotency-Key", "once-1");
    assertEquals(422, other.status(), other.body()::toString);
    assertEquals(0, wallet(ada, "reserved").compareTo(BigDecimal.TEN));
    for (String amount : List.of("1.001", "-1", "0", "1e2", "NaN", "9".repeat(30))) {
      assertEquals(400, ada.ask(amount).status(), amount);
    }
    for (String wrong : List.of("DE88370400440532013000", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")) {
      Answer refused = ada.api().post("/v1/beneficiaries", bank(wrong));
      assertEquals("fields.iban", refused.body().at("/errors/0/field").asText());
    }
  }
}
