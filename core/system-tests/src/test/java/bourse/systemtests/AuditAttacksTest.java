package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.admin.AuditTrail;
import bourse.platform.config.Settings;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.SqlDatabase;
import bourse.server.BourseServer;
import bourse.server.StoppedVenue;
import bourse.testing.AuthenticatorApp;
import bourse.testing.SimulatedBitcoinNode;
import bourse.testing.SoftwareAuthenticator;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who owns the database tries to undo what is on record. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditAttacksTest {
  private static final String DATA = "data";

  @TempDir static Path folder;
  private static SimulatedBitcoinNode node;
  private static Appliance appliance;
  private static Api operator;

  @BeforeAll
  static void start() throws Exception {
    String lists =
        Path.of("..", "kyc", "src", "test", "resources", "bourse", "kyc", "lists")
            .toRealPath()
            .toString();
    node = new SimulatedBitcoinNode();
    appliance =
        Appliance.create(
            folder.resolve(DATA),
            Coins.with(
                node,
                Map.of(
                    "kyc.lists-directory",
                    lists,
                    "payments.stripe-currencies",
                    "USD",
                    "payments.stripe-url",
                    "http://127.0.0.1:9",
                    "payments.upi-address",
                    "venue@bank",
                    "payments.level-limits",
                    "false",
                    "withdrawals.bank-currencies",
                    "USD",
                    "withdrawals.address-hold",
                    "0s",
                    "withdrawals.credential-hold",
                    "0s")));
    Path markets = folder.resolve(DATA).resolve("markets.yaml");
    String rupee = "assets:\n  - {symbol: INR, name: Indian rupee, type: fiat, decimals: 6}";
    Files.writeString(markets, Files.readString(markets).replaceFirst("(?m)^assets:", rupee));
    appliance.start();
    operator = appliance.operator();
    for (int i = 1; i <= 4; i++) {
      String email = "user" + i + "@example.org";
      appliance.api().newUser(email);
      operator
          .send(
              "POST",
              "/operator/deposits",
              """
              {"email":"%s","currency":"USD","amount":"%d","reference":"audit-%d"}\
              """
                  .formatted(email, 100 * i, i))
          .expect(201);
    }
  }

  @AfterAll
  static void stop() {
    appliance.close();
    node.close();
  }

  @Test
  @Order(0)
  void everyActIsOnRecord() throws Exception {
    Map<String, String> reviewed = reviewed();
    assertEquals(reviewed.keySet(), operationsThatChange());
    reviewed.values().removeIf(act -> act.startsWith("-"));
    Map<String, String> seen = new TreeMap<>();

    String setUp =
        Api.JSON
            .readTree(
                appliance
                    .command(
                        "user", "setup-token", "--json", "--data", appliance.directory().toString())
                    .output())
            .get("setupToken")
            .asText();
    String password = "a long enough password for chief@example.org";
    act(
        seen,
        appliance.api(),
        "POST /v1/setup",
        "",
        "{\"token\":\"%s\",\"email\":\"chief@example.org\",\"password\":\"%s\",\"fullName\":\"Chief\"}"
            .formatted(setUp, password));
    Api chief = appliance.api().login("chief@example.org").withSecondFactor();
    String user = "user1@example.org";
    String note = "{\"note\":\"why\"}";
    for (String verb : List.of("freeze", "suspend", "activate", "unlock", "verify-email", "view")) {
      act(seen, chief, "POST /v1/admin/users/{user}/" + verb, user, note);
    }
    act(seen, chief, "POST /v1/admin/users/{user}/sessions/end", user, note);
    appliance.api().login(user);
    String sessions = "/v1/admin/users/" + user + "/sessions";
    String session =
        chief.get(sessions + "?state=LIVE").expect(200).body().at("/items/0/id").asText();
    actOnOne(seen, chief, "POST /v1/admin/users/{user}/sessions/{id}/end", user, session, note);
    act(seen, chief, "POST /v1/admin/users/{user}/reset-factors", user, note);
    act(
        seen,
        chief,
        "POST /v1/admin/accounts/{account}/blocks",
        user,
        "{\"blocks\":[\"TRANSFERS\"],\"reason\":\"RISK\"}");
    act(
        seen,
        chief,
        "POST /v1/admin/deposits",
        "",
        "{\"email\":\"%s\",\"currency\":\"USD\",\"amount\":\"1\",\"reference\":\"d-1\"}"
            .formatted(user));
    act(
        seen,
        chief,
        "POST /v1/admin/journals",
        "",
        "{\"from\":\"user2@example.org\",\"to\":\"user3@example.org\",\"currency\":\"USD\",\"amount\":\"1\","
            + "\"reason\":\"CORRECTION\",\"reference\":\"j-1\"}");
    long adjusted =
        act(
                seen,
                chief,
                "POST /v1/admin/ledger/adjustments",
                "",
                "{\"from\":\"6\",\"to\":\"user3@example.org\",\"currency\":\"USD\",\"amount\":\"1\","
                    + "\"category\":\"GOODWILL\",\"reference\":\"a-1\"}")
            .get("sequence")
            .asLong();
    act(
        seen,
        chief,
        "POST /v1/admin/ledger/reversals",
        "",
        "{\"sequence\":%d,\"category\":\"CORRECTION\"}".formatted(adjusted));
    act(seen, chief, "POST /v1/admin/ledger/periods", "", "{\"closedTo\":\"2026-01-31\"}");
    act(seen, chief, "POST /v1/admin/safe-state", "", "{\"state\":\"NO_WITHDRAWALS\"}");
    String announcement =
        act(
                seen,
                chief,
                "POST /v1/admin/announcements",
                "",
                "{\"title\":\"Hello\",\"text\":\"World\"}")
            .get("id")
            .asText();
    assertEquals(
        "Hello",
        appliance.api().get("/v1/announcements").expect(200).body().at("/items/0/title").asText());
    act(seen, chief, "DELETE /v1/admin/announcements/{id}", announcement, "");
    String restricted = "{\"kind\":\"ADDRESS\",\"target\":\"203.0.113.7\",\"note\":\"why\"}";
    String restriction =
        act(seen, chief, "POST /v1/admin/restrictions", "", restricted).get("id").asText();
    act(seen, chief, "DELETE /v1/admin/restrictions/{id}", restriction, "");
    act(seen, chief, "POST /v1/admin/maintenance", "", "{\"on\":true}");
    chief.send("POST", "/v1/admin/maintenance", "{\"on\":false}").expect(200);
    act(
        seen,
        chief,
        "POST /v1/admin/approvals/policies/{action}",
        "user.roles",
        "{\"required\":true}");
    JsonNode first = waiting(chief, user);
    operator
        .send(
            "POST",
            "/operator/approvals/" + first.get("id").asText() + "/approve",
            "{\"contentHash\":" + first.get("contentHash") + "}")
        .expect(200);
    seen.put("POST /v1/admin/approvals/{id}/approve", latest("approval.approve"));
    seen.put("POST /v1/admin/users/{user}/roles", latest("user.roles"));
    act(
        seen,
        chief,
        "POST /v1/admin/approvals/{id}/reject",
        waiting(chief, user).get("id").asText(),
        note);
    Api owner = appliance.api().login("user4@example.org");
    factors(seen, owner);
    String key = SignedApi.of(owner, "READ").id();
    String revocation = "POST /v1/admin/users/{user}/api-keys/{id}/revoke";
    actOnOne(seen, chief, revocation, "user4@example.org", key, note);
    passwords(seen, "user4@example.org");
    cases(seen, chief);
    payments(seen, chief);
    withdrawals(seen, chief);
    verification(seen, "user3@example.org");
    freeze(seen, "user3@example.org");
    assertEquals(reviewed, seen);
  }

  /** Reviewers take every step that there is with the cases of a user. */
  private static void cases(Map<String, String> seen, Api chief) throws Exception {
    String path = "POST /v1/admin/kyc/cases/{id}/";
    String reason = "{\"reason\":\"why\"}";
    String note = "{\"note\":\"why\"}";
    Api client = appliance.api().newUser("user5@example.org");
    String id = client.post("/v1/kyc/cases", Map.of("level", "Verified")).expect(201).text("id");
    submit(client, id);
    act(seen, chief, path + "claim", id, "");
    act(seen, chief, path + "release", id, note);
    chief.post("/v1/admin/kyc/cases/" + id + "/claim", Map.of()).expect(200);
    act(seen, chief, path + "notes", id, "{\"text\":\"why\"}");
    act(seen, chief, path + "request", id, reason);
    submit(client, id);
    chief.post("/v1/admin/kyc/cases/" + id + "/claim", Map.of()).expect(200);
    String one = path + "hits/{hit}";
    String hit =
        chief
            .get("/v1/admin/kyc/cases/" + id)
            .expect(200)
            .body()
            .at("/screening/hits/0/id")
            .asText();
    String cleared = "{\"decision\":\"CLEARED\",\"note\":\"why\"}";
    act(seen, chief, one.replace("{id}", id), hit, cleared);
    seen.put(one, seen.remove(one.replace("{id}", id)));
    act(seen, chief, path + "approve", id, note);
    String other = client.post("/v1/kyc/cases", Map.of("level", "Full")).expect(201).text("id");
    submit(client, other);
    chief.post("/v1/admin/kyc/cases/" + other + "/claim", Map.of()).expect(200);
    act(seen, chief, path + "reject", other, reason);
  }

  private static void awaitCredit(Api client, String deposit) throws Exception {
    for (int i = 0; i < 200; i++) {
      if (client.get("/v1/deposits/" + deposit).expect(200).text("status").equals("CREDITED")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError(deposit + " is not credited");
  }

  /** One of the staff deals with a deposit, and pauses the next ones. */
  private static void payments(Map<String, String> seen, Api chief) throws Exception {
    Api client = appliance.api().newUser("user6@example.org");
    String key = "{\"connector\":\"stripe\",\"kind\":\"api-key\",\"secret\":\"sk_test_nobody\"}";
    operator.send("POST", "/operator/payment-secrets", key).expect(204);
    String deposit =
        client
            .post("/v1/deposits", Map.of("method", "CARD", "currency", "USD", "amount", "5"))
            .expect(201)
            .text("id");
    String note = "{\"note\":\"why\"}";
    act(seen, chief, "POST /v1/admin/payments/{id}/resolution", deposit, note);
    act(
        seen,
        chief,
        "POST /v1/admin/crypto-deposits/{id}/resolution",
        Coins.deposit(client, node),
        note);
    String upi =
        client
            .post("/v1/deposits", Map.of("method", "UPI_DIRECT", "currency", "INR", "amount", "5"))
            .expect(201)
            .text("id");
    String statement =
        "date,utr,credit,narration\n2026-01-31,412345678901,5.00,UPI/"
            + upi.replace("-", "")
            + "\n2026-01-31,412345678902,6.00,UPI/somebody\n";
    act(seen, chief, "POST /v1/admin/bank-statements", "", statement);
    String line =
        chief.get("/v1/admin/statement-lines").expect(200).body().at("/items/0/id").asText();
    String other =
        client
            .post("/v1/deposits", Map.of("method", "UPI_DIRECT", "currency", "INR", "amount", "6"))
            .expect(201)
            .text("id");
    String match = "{\"deposit\":\"" + other + "\",\"note\":\"why\"}";
    act(seen, chief, "POST /v1/admin/statement-lines/{id}/match", line, match);
    awaitCredit(client, upi);
    // Nobody stands between who could send it back, which is on record like what could be sent.
    chief
        .send(
            "POST", "/v1/admin/payments/" + upi + "/refund", "{\"amount\":\"1\",\"note\":\"why\"}")
        .expect(409);
    seen.put("POST /v1/admin/payments/{id}/refund", latest("payment.refund"));
    String all = "{\"connector\":\"*\",\"currency\":\"*\",\"paused\":%s,\"note\":\"why\"}";
    act(seen, chief, "POST /v1/admin/payment-switches", "", all.formatted("true"));
    chief.send("POST", "/v1/admin/payment-switches", all.formatted("false")).expect(200);
  }

  /** A client sends money out, and the staff takes every step that there is with it. */
  private static void withdrawals(Map<String, String> seen, Api chief) throws Exception {
    operator.send("POST", "/operator/safe-state", "{\"state\":\"NORMAL\"}").expect(200);
    String email = "user7@example.org";
    Api client = appliance.api().newUser(email).withSecondFactor();
    operator
        .send(
            "POST",
            "/operator/deposits",
            "{\"email\":\"%s\",\"currency\":\"USD\",\"amount\":\"1000\",\"reference\":\"w-1\"}"
                .formatted(email))
        .expect(201);
    Deque<String> codes = new ArrayDeque<>();
    client
        .post("/v1/me/recovery-codes", Map.of())
        .expect(201)
        .body()
        .get("recoveryCodes")
        .forEach(code -> codes.add(code.asText()));
    act(seen, client, "POST /v1/withdrawal-settings", "", "{\"addresses\":\"ANY\"}");
    String one = "DE89370400440532013000";
    String to =
        act(
                seen,
                client,
                "POST /v1/beneficiaries",
                "",
                "{\"kind\":\"BANK\",\"name\":\"Somebody Else\",\"fields\":{\"iban\":\"%s\"}}"
                    .formatted(one))
            .get("id")
            .asText();
    JsonNode first = withdrawal(seen, client, to, codes);
    String path = "POST /v1/admin/withdrawals/{id}/";
    String id = first.get("id").asText();
    act(
        seen,
        chief,
        path + "approval",
        id,
        "{\"contentHash\":%s,\"note\":\"why\"}".formatted(first.get("contentHash")));
    String said = "{\"outcome\":\"SENT\",\"reference\":\"E2E-1\"}";
    awaitStatus(client, id, "SUBMITTED");
    act(seen, chief, path + "bank-transfer", id, said);
    JsonNode second = withdrawal(seen, client, to, codes);
    act(seen, chief, path + "refusal", second.get("id").asText(), "{\"reason\":\"why\"}");
    JsonNode third = withdrawal(seen, client, to, codes);
    act(seen, client, "POST /v1/withdrawals/{id}/cancellation", third.get("id").asText(), "");
    act(seen, client, "DELETE /v1/beneficiaries/{id}", to, "");
    act(
        seen,
        chief,
        "POST /v1/admin/withdrawal-blocks",
        "",
        "{\"user\":\"%s\",\"until\":\"2035-01-01T00:00:00Z\",\"note\":\"why\"}".formatted(email));
    String rate =
        "{\"currency\":\"EUR\",\"reportingCurrency\":\"USD\",\"rate\":\"1.1\",\"source\":\"ECB\"}";
    act(seen, chief, "POST /v1/admin/withdrawal-rates", "", rate);
    String all = "{\"rail\":\"*\",\"currency\":\"*\",\"paused\":%s,\"note\":\"why\"}";
    act(seen, chief, "POST /v1/admin/withdrawal-switches", "", all.formatted("true"));
    chief.send("POST", "/v1/admin/withdrawal-switches", all.formatted("false")).expect(200);
  }

  /** One to somebody else, so that it waits for the staff once it is confirmed. */
  private static JsonNode withdrawal(
      Map<String, String> seen, Api client, String to, Deque<String> codes) throws Exception {
    JsonNode asked =
        act(
            seen,
            client,
            "POST /v1/withdrawals",
            "",
            "{\"beneficiary\":\"%s\",\"currency\":\"USD\",\"amount\":\"10\"}".formatted(to));
    act(
        seen,
        client,
        "POST /v1/withdrawals/{id}/confirmation",
        asked.get("id").asText(),
        "{\"contentHash\":%s,\"recoveryCode\":\"%s\"}"
            .formatted(asked.get("contentHash"), codes.remove()));
    // The code that was used is on record too.
    seen.put("POST /v1/withdrawals/{id}/confirmation", latest("withdrawal.confirm"));
    return asked;
  }

  private static void awaitStatus(Api client, String id, String status) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!client
        .get("/v1/withdrawals/" + id)
        .expect(200)
        .body()
        .at("/withdrawal/status")
        .asText()
        .equals(status)) {
      assertTrue(System.nanoTime() < end, "it is not " + status);
      Thread.sleep(20);
    }
  }

  private static void submit(Api client, String id) throws Exception {
    String said =
        "{\"legalName\":\"Viktor"
            + " Sokolovskiy\",\"birthDate\":\"1985-12-10\",\"documentType\":\"PASSPORT\","
            + "\"documentCountry\":\"GB\",\"documentNumber\":\"C01X00T47\",\"documentExpiresOn\":\"2099-06-30\",\"address\":\"1"
            + " Abbey Road\",\"disclosures\":[]}";
    client.send("PATCH", "/v1/kyc/cases/" + id, said).expect(200);
    for (String kind : List.of("IDENTITY_FRONT", "PROOF_OF_ADDRESS")) {
      client
          .send("POST", "/v1/kyc/cases/" + id + "/files?kind=" + kind, "%PDF-1.7\n%%EOF\n")
          .expect(201);
    }
    client.post("/v1/kyc/cases/" + id + "/submission", Map.of()).expect(200);
  }

  /** A user adds and removes each kind of second factor, and an API key. */
  private static void factors(Map<String, String> seen, Api user) throws Exception {
    SoftwareAuthenticator device = new SoftwareAuthenticator("http://localhost:8080", "localhost");
    Api.Answer options = user.post("/v1/me/passkey-options", Map.of()).expect(200);
    Map<String, Object> made =
        device.create(options.text("challenge"), options.body().at("/user/id").asText());
    String passkey =
        act(
                seen,
                user,
                "POST /v1/me/passkeys",
                "",
                Api.JSON.writeValueAsString(Map.of("name", "Laptop", "credential", made)))
            .at("/passkey/id")
            .asText();
    device.counter++;
    Api.Answer challenge = user.post("/v1/auth/passkey-options", Map.of()).expect(200);
    Map<String, Object> login =
        Map.of(
            "email",
            "user4@example.org",
            "password",
            "a long enough password for user4@example.org",
            "passkey",
            device.get(challenge.text("challenge")),
            "trustDevice",
            true);
    user.post("/v1/auth/login", login).expect(200);
    String trusted =
        user.get("/v1/me/trusted-devices").expect(200).body().at("/items/0/id").asText();
    act(seen, user, "DELETE /v1/me/trusted-devices/{id}", trusted, "");
    String secret = user.post("/v1/me/totp", Map.of()).expect(201).text("secret");
    String code = AuthenticatorApp.code(secret, SecondFactorAttacksTest.quietStep());
    act(seen, user, "POST /v1/me/totp/confirmation", "", "{\"code\":\"" + code + "\"}");
    act(seen, user, "POST /v1/me/recovery-codes", "", "{}");
    act(seen, user, "DELETE /v1/me/totp", "", "");
    act(seen, user, "DELETE /v1/me/passkeys/{id}", passkey, "");
    String key = "{\"label\":\"Bot\",\"algorithm\":\"HMAC_SHA256\",\"scopes\":[\"READ\"]}";
    String id = act(seen, user, "POST /v1/me/api-keys", "", key).at("/apiKey/id").asText();
    act(seen, user, "DELETE /v1/me/api-keys/{id}", id, "");
  }

  /** A user changes the password, and has it reset. */
  private static void passwords(Map<String, String> seen, String email) throws Exception {
    Api user = appliance.api().login(email);
    act(
        seen,
        user,
        "POST /v1/me/password",
        "",
        "{\"currentPassword\":\"a long enough password for %s\",\"newPassword\":\"quinces in the attic\"}"
            .formatted(email));
    appliance.api().post("/v1/password-resets", Map.of("email", email)).expect(202);
    act(
        seen,
        appliance.api(),
        "POST /v1/password-resets/complete",
        "",
        "{\"token\":\"%s\",\"newPassword\":\"a third of its kind\"}"
            .formatted(appliance.tokensMailedTo(email).getFirst()));
  }

  /** A user shows that the address is read. */
  private static void verification(Map<String, String> seen, String email) throws Exception {
    appliance.api().post("/v1/email-verifications", Map.of("email", email)).expect(202);
    act(
        seen,
        appliance.api(),
        "POST /v1/email-verifications/complete",
        "",
        "{\"token\":\"%s\"}".formatted(appliance.tokensMailedTo(email).getFirst()));
  }

  /** A user hears of a login from elsewhere, and ends it. */
  private static void freeze(Map<String, String> seen, String email) throws Exception {
    String login =
        "{\"email\":\"%s\",\"password\":\"a long enough password for %s\",\"device\":\"elsewhere\"}"
            .formatted(email, email);
    appliance.api().send("POST", "/v1/auth/login", login).expect(200);
    act(
        seen,
        appliance.api(),
        "POST /v1/account-freezes",
        "",
        "{\"token\":\"%s\"}".formatted(appliance.tokensMailedTo(email).getFirst()));
  }

  private static JsonNode waiting(Api chief, String user) throws Exception {
    return chief
        .send("POST", "/v1/admin/users/" + user + "/roles", "{\"grant\":[\"TRADER\"]}")
        .expect(202)
        .body();
  }

  private static String latest(String action) throws Exception {
    return operator
        .get("/operator/audit?limit=1&action=" + action)
        .expect(200)
        .body()
        .at("/items/0/action")
        .asText();
  }

  /** Carries it out, and notes which act is on record by this very request. */
  private static JsonNode act(
      Map<String, String> seen, Api caller, String operation, String name, String body)
      throws Exception {
    String[] words = operation.split(" ");
    Api.Answer answer = caller.send(words[0], words[1].replaceAll("\\{[^}]*}", name), body);
    assertTrue(answer.status() / 100 == 2, operation + ": " + answer.body());
    String request = answer.headers().firstValue("Bourse-Request-Id").orElseThrow();
    operator
        .get("/operator/audit?limit=20")
        .expect(200)
        .body()
        .get("items")
        .forEach(entry -> {
          if (entry.path("requestId").asText().equals(request)) {
            seen.put(operation, entry.get("action").asText());
            assertEquals("127.0.0.1", entry.get("address").asText(), operation);
          }
        });
    return answer.body();
  }

  /** The same with one thing of a user. */
  private static void actOnOne(
      Map<String, String> seen,
      Api caller,
      String operation,
      String user,
      String thing,
      String body)
      throws Exception {
    String ofUser = operation.replace("{user}", user);
    act(seen, caller, ofUser, thing, body);
    seen.put(operation, seen.remove(ofUser));
  }

  private static Set<String> operationsThatChange() throws Exception {
    Set<String> operations = new TreeSet<>();
    JsonNode paths = appliance.api().get("/openapi.json").expect(200).body().get("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (String method : List.of("post", "put", "patch", "delete")) {
        if (path.getValue().has(method)) {
          operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  private static Map<String, String> reviewed() throws Exception {
    Map<String, String> reviewed = new TreeMap<>();
    try (var file = AuditAttacksTest.class.getResourceAsStream("audited.txt")) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" +", 3))
          .forEach(words -> reviewed.put(words[0] + " " + words[1], words[2]));
    }
    return reviewed;
  }

  @Test
  @Order(1)
  void s56_nothingDeletesOrChangesAnEntry() throws Exception {
    JsonNode paths = appliance.api().get("/openapi.json").expect(200).body().get("paths");
    paths
        .fieldNames()
        .forEachRemaining(path -> {
          if (path.contains("audit")) {
            JsonNode methods = paths.get(path);
            assertTrue(methods.has("get"), path);
            for (String method : List.of("post", "put", "patch", "delete")) {
              assertFalse(methods.has(method), method + " " + path);
            }
          }
        });
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
      for (String path : List.of("/operator/audit", "/operator/audit/1", "/v1/admin/audit")) {
        int status = operator.send(method, path, "").status();
        assertTrue(status == 404 || status == 405, method + " " + path + ": " + status);
      }
    }
    Appliance.Run help = appliance.command("audit", "--help");
    assertTrue(help.output().contains("verify") && help.output().contains("export"));
    assertFalse(help.output().matches("(?s).*(delete|remove|purge|clear|prune).*"), help.output());
  }

  @Test
  @Order(2)
  void s56_noSecretIsInAnyFileOrLine() throws Exception {
    List<String> secrets =
        Stream.concat(
                Stream.of(operator.token()),
                Stream.of(1, 2, 3, 4).map(i -> "a long enough password for user" + i))
            .toList();
    for (String secret : secrets) {
      assertFalse(appliance.output().contains(secret), "the server's output");
      assertFalse(operator.get("/operator/audit?limit=500").body().toString().contains(secret));
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(appliance.directory())) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.equals(appliance.directory().resolve("keystore")))
              .toList();
    }
    assertTrue(files.size() > 5, files.toString());
    for (Path file : files) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      secrets.forEach(secret -> assertFalse(text.contains(secret), file.toString()));
    }
  }

  @Test
  @Order(3)
  void s55_whatWasDoneToTheRowsOfAStoppedServerIsNamed() throws Exception {
    JsonNode running = verify(0);
    long last = running.get("entries").asLong();
    assertTrue(last >= 4, running.toString());
    assertEquals(0, appliance.stop());
    assertEquals(running.get("head"), verify(0).get("head"));

    Path whole = folder.resolve("whole");
    Path database = appliance.directory().resolve("database");
    copy(database, whole);
    Map<String, List<String>> attacks = new LinkedHashMap<>();
    attacks.put(
        "Audit entry 2 is not what was written.",
        List.of("update admin_audit set notes = '1 USD' where sequence = 2"));
    attacks.put(
        "Audit entry 3 is not what was written.",
        List.of(
            "update admin_audit set sequence = -sequence where sequence in (3, 4)",
            "update admin_audit set sequence = 7 + sequence where sequence < 0"));
    attacks.put("Audit entry 1 is missing.", List.of("delete from admin_audit where sequence = 1"));
    attacks.put(
        "Audit entries after " + (last - 1) + " are missing.",
        List.of(
            "delete from admin_audit where sequence = " + last,
            "update admin_audit_head set (sequence, hash) = (select sequence, hash from"
                + " admin_audit where sequence = "
                + (last - 1)
                + ")"));
    for (Map.Entry<String, List<String>> attack : attacks.entrySet()) {
      change(attack.getValue());
      assertEquals(Optional.of(attack.getKey()), damage(Optional.empty()));
      copy(whole, database);
    }
    assertEquals(Optional.empty(), damage(Optional.empty()));
    assertLedgerShowsEachChange(whole, database);

    change(attacks.values().iterator().next());
    assertEquals("Audit entry 2 is not what was written.", verify(1).get("damage").asText());
    copy(whole, database);
    AuditTrail.Head head = AuditTrail.Head.parse(running.get("head").asText()).orElseThrow();
    try (Stream<Path> heads = Files.walk(appliance.directory().resolve("audit-heads"))) {
      heads.filter(Files::isRegularFile).forEach(file -> assertTrue(file.toFile().delete()));
    }
    change(attacks.values().stream().toList().getLast());
    assertEquals(Optional.empty(), damage(Optional.empty()), "without any head nothing shows");
    assertEquals(
        Optional.of("Audit entries after " + (last - 1) + " are missing."),
        damage(Optional.of(head)),
        "a head that was kept elsewhere shows it");
  }

  private static void assertLedgerShowsEachChange(Path whole, Path database) throws Exception {
    String last = "(select max(id) from ledger_entries)";
    String first = "(select min(id) from ledger_entries)";
    Map<String, String> attacks =
        Map.of(
            "update ledger_entries set amount = amount + 1 where id = " + last,
            "the hash chain breaks at entry [0-9]+ .*",
            "delete from ledger_entries where id = " + first,
            "the hash chain breaks at entry [0-9]+ .*",
            "update ledger_entries set id = 1 + " + last + " where id = " + first,
            "the hash chain breaks at entry [0-9]+ .*",
            "delete from ledger_entries where sequence ="
                + " (select max(sequence) from ledger_entries)",
            "the [0-9]+ entries end with command [0-9]+, .* entries at the end are missing");
    assertEquals(Optional.empty(), ledgerDamage());
    for (Map.Entry<String, String> attack : attacks.entrySet()) {
      change(List.of(attack.getKey()));
      String named = ledgerDamage().orElse("");
      assertTrue(named.matches(attack.getValue()), attack.getKey() + ": " + named);
      copy(whole, database);
    }
  }

  private static Optional<String> ledgerDamage() throws Exception {
    Settings settings = Settings.of(BourseServer.catalogue(), Map.of("objects.port", "0"));
    try (StoppedVenue venue = new StoppedVenue(settings, appliance.directory())) {
      return venue.checkLedger(sequence -> {}).difference();
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** As the command finds it, with no server. */
  private static Optional<String> damage(Optional<AuditTrail.Head> since) throws Exception {
    Settings settings = Settings.of(BourseServer.catalogue(), Map.of("objects.port", "0"));
    try (StoppedVenue venue = new StoppedVenue(settings, appliance.directory())) {
      return venue.verifyAudit(since).damage();
    }
  }

  private static JsonNode verify(int exitCode) throws Exception {
    Appliance.Run run =
        appliance.command("audit", "verify", "--json", "--data", appliance.directory().toString());
    assertEquals(exitCode, run.exitCode(), run.output());
    return Api.JSON.readTree(run.output().substring(run.output().indexOf('{')));
  }

  /** As somebody who has the files and the keys of the stopped server. */
  private static void change(List<String> statements) throws Exception {
    Keystore keystore = Keystore.openExisting(appliance.directory().resolve("keystore"));
    SqlDatabase database =
        SqlDatabase.h2(
            appliance.directory().resolve("database").resolve("bourse"),
            keystore.databaseFilePassword(),
            keystore.databasePassword());
    database.start();
    try {
      database
          .jdbi()
          .useHandle(handle -> handle.execute("drop trigger if exists admin_audit_stays"));
      for (String statement : statements) {
        database.write(handle -> handle.execute(statement));
      }
    } finally {
      database.stop();
    }
  }
}
