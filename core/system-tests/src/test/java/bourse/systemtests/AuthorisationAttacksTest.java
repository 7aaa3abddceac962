package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.systemtests.Api.Answer;
import bourse.testing.AuthenticatorApp;
import bourse.testing.SimulatedBitcoinNode;
import bourse.testing.SoftwareAuthenticator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One person acting as another, or beyond what the own role allows. One server for all of it. */
class AuthorisationAttacksTest {
  private static final String MATRIX = "authorisation.txt";
  private static final String NOBODY = "nobody";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");

  /** What names a thing of the venue, which is nobody's own. */
  private static final Map<String, String> OF_THE_VENUE =
      Map.of("symbol", "BTC-USD", "currency", "USD", "provider", "stripe");

  private static final String ORDER =
      """
      {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100","quantity":"0.01","clientOrderId":"%s"}\
      """;

  private static final Pattern SECRETS =
      Pattern.compile(
          "\\$argon2|hashed_?password|password_?hash|totp_?(secret|seed)",
          Pattern.CASE_INSENSITIVE);

  /** An operation of the contract. */
  private record Operation(String method, String path) {
    String with(Map<String, String> values) {
      Matcher matcher = PARAMETER.matcher(path);
      return matcher.replaceAll(found -> values.getOrDefault(found.group(1), "1"));
    }

    List<String> parameters() {
      return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** These read none, so no field of one can do anything. */
  private static final Set<String> WITHOUT_A_BODY =
      Set.of(
          "POST /v1/auth/logout",
          "POST /v1/auth/passkey-options",
          "POST /v1/me/passkey-options",
          "POST /v1/me/totp",
          "POST /v1/me/recovery-codes",
          "POST /v1/deposits/{id}/look",
          "POST /v1/admin/payments/{id}/look",
          "POST /v1/withdrawals/{id}/cancellation",
          "POST /v1/webhooks/{provider}");

  /** The field is not known, or what it names is none of its kind. */
  private static final Set<String> NOT_TAKEN = Set.of("unknown", "type");

  private static final String NO_UUID = "0197a2b4-0000-7000-8000-000000000000";

  @TempDir static Path folder;
  private static SimulatedBitcoinNode node;
  private static Appliance appliance;
  private static List<Operation> operations;
  private static Api ada;
  private static Api bob;
  private static String[] factorsOfAda = {};
  private static String[] withdrawalOfAda = {};

  @BeforeAll
  static void start() throws Exception {
    node = new SimulatedBitcoinNode();
    appliance =
        Appliance.create(
            folder.resolve("data"),
            Coins.with(
                node,
                Map.of(
                    "payments.stripe-currencies",
                    "USD",
                    "payments.stripe-url",
                    "http://127.0.0.1:9",
                    "payments.level-limits",
                    "false",
                    "withdrawals.bank-currencies",
                    "USD",
                    "withdrawals.address-hold",
                    "0s",
                    "withdrawals.credential-hold",
                    "0s")));
    appliance.start();
    operations = operations();
    ada = user("ada@example.org", "MEMBER");
    bob = user("bob@example.org", "MEMBER");
    String deposit =
        """
        {"email":"ada@example.org","currency":"USD","amount":"100000","reference":"authorisation"}\
        """;
    appliance.operator().send("POST", "/operator/deposits", deposit).expect(201);
  }

  @AfterAll
  static void stop() {
    appliance.close();
    node.close();
  }

  private static List<Operation> operations() throws Exception {
    List<Operation> operations = new ArrayList<>();
    JsonNode paths = appliance.api().get("/openapi.json").expect(200).body().get("paths");
    paths
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                  if (METHODS.contains(method)) {
                    operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey()));
                  }
                }));
    return operations;
  }

  private static Api user(String email, String role) throws Exception {
    ObjectNode user = Api.JSON.createObjectNode();
    user.put("email", email).put("password", "a long enough password for " + email);
    user.put("fullName", "Test User").putArray("roles").add(role);
    appliance.operator().send("POST", "/operator/users", user.toString()).expect(201);
    Api session = appliance.api().login(email);
    return isStaff(role) ? session.withSecondFactor() : session;
  }

  private static boolean isStaff(String role) {
    return !Set.of("MEMBER", "BROKER", "TRADER").contains(role);
  }

  @Test
  void s21_aThingOfSomebodyElseLooksLikeNone() throws Exception {
    Map<String, String[]> things = thingsOfAda();
    List<String> tried = new ArrayList<>();
    for (Operation operation : operations) {
      List<String> own =
          operation.parameters().stream().filter(name -> !OF_THE_VENUE.containsKey(name)).toList();
      if (own.isEmpty() || operation.path().startsWith("/v1/admin/")) {
        continue;
      }
      String[] ids = things.get(operation.path().replaceAll("(\\{[^}]*}).*", "$1"));
      assertTrue(ids != null, operation + ": whose thing does it name? Add it to this test.");
      Answer hers =
          bob.send(
              operation.method(),
              operation.path().replaceAll("\\{[^}]*}", ids[0]),
              body(operation));
      Answer none =
          bob.send(
              operation.method(),
              operation.path().replaceAll("\\{[^}]*}", ids[1]),
              body(operation));

      assertTrue(hers.status() == 404 || hers.status() == 403, operation + ": " + hers.body());
      assertEquals(none.status(), hers.status(), operation.toString());
      assertEquals(anonymous(none, ids[1]), anonymous(hers, ids[0]), operation.toString());
      tried.add(operation.toString());
    }
    assertTrue(tried.size() >= 8, tried.toString());
    for (String[] ids : things.values()) {
      assertUntouched(ids[0]);
    }
  }

  @Test
  void s22_noListOfOneClientShowsAnother() throws Exception {
    Map<String, String[]> things = thingsOfAda();
    List<String> ids = new ArrayList<>(List.of("ada@example.org"));
    things.values().forEach(pair -> ids.add("\"" + pair[0] + "\""));
    ids.add("\"" + ada.get("/v1/me").expect(200).text("account") + "\"");
    int read = 0;
    for (Operation operation : operations) {
      if (operation.method().equals("GET")
          && OF_THE_VENUE.keySet().containsAll(operation.parameters())
          && !operation.path().startsWith("/v1/admin/")) {
        String seen = bob.get(operation.with(OF_THE_VENUE)).body().toString();
        ids.forEach(id -> assertFalse(seen.contains(id), operation + " shows " + id + ": " + seen));
        read++;
      }
    }
    assertTrue(read >= 15, "lists read: " + read);
    assertTrue(ada.get("/v1/orders").body().toString().contains(ids.get(1)), "the ids are hers");
  }

  /** Each operation of the contract, by one client with the names of another's things. */
  @Test
  void s22_whateverOneClientAsksForAnotherIsAsBefore() throws Exception {
    Map<String, String[]> things = thingsOfAda();
    Api mallory = user("mallory@example.org", "MEMBER");
    appliance
        .operator()
        .send(
            "POST",
            "/operator/deposits",
            """
            {"email":"mallory@example.org","currency":"USD","amount":"100000","reference":"s22"}\
            """)
        .expect(201);
    Map<String, String> before = everythingOf(ada, things);
    List<String> carriedOut = new ArrayList<>();
    for (Operation operation : loggingOutLast()) {
      Answer answer =
          mallory.send(
              operation.method(), named(operation, things), bodyAgainst(operation, things));
      assertTrue(answer.status() < 500, operation + ": " + answer.body());
      if (answer.status() < 300) {
        carriedOut.add(operation.toString());
      }
    }
    assertTrue(carriedOut.size() >= 30, carriedOut::toString);
    for (String own : List.of("DELETE /v1/orders", "POST /v1/orders/batch", "GET /v1/trades")) {
      assertTrue(carriedOut.contains(own), own + " of her own works");
    }
    assertEquals(before, everythingOf(ada, things));
  }

  /** All that a client can read of the own, by address. */
  private static Map<String, String> everythingOf(Api client, Map<String, String[]> things)
      throws Exception {
    Map<String, String> everything = new TreeMap<>();
    for (Operation operation : operations) {
      if (operation.method().equals("GET")
          && !operation.path().startsWith("/v1/admin/")
          && !isPublic(operation)) {
        Answer answer = client.get(named(operation, things)).expect(200);
        everything.put(
            operation.path(), answer.body().toString().replaceAll("\"lastUsedAt\":\"[^\"]*\"", ""));
      }
    }
    assertTrue(everything.size() >= 12, everything.keySet()::toString);
    return everything;
  }

  /** The address with her things in it. */
  private static String named(Operation operation, Map<String, String[]> things) {
    String path = operation.with(OF_THE_VENUE);
    for (Map.Entry<String, String[]> thing : things.entrySet()) {
      if (operation.path().startsWith(thing.getKey())) {
        path = operation.path().replaceAll("\\{[^}]*}", thing.getValue()[0]);
      }
    }
    if (operation.path().equals("/v1/withdrawal-preview")) {
      return path
          + "?currency=USD&amount=10&beneficiary="
          + things.get("/v1/beneficiaries/{id}")[0];
    }
    boolean isByOrder =
        Set.of("GET /v1/trades", "GET /v1/prevented-matches").contains(operation.toString());
    return isByOrder ? path + "?orderId=" + things.get("/v1/orders/{id}")[0] : path;
  }

  private static String bodyAgainst(Operation operation, Map<String, String[]> things) {
    String order = things.get("/v1/orders/{id}")[0];
    String name = things.get("/v1/orders/by-client-id/{clientOrderId}")[0];
    return switch (operation.toString()) {
      case "POST /v1/orders/batch" ->
          """
          {"operations":[{"op":"CANCEL","id":"%s"},{"op":"AMEND","id":"%s","quantity":"0.005"},
           {"op":"CANCEL","clientOrderId":"%s"},{"op":"AMEND","clientOrderId":"%s","price":"99"}]}\
          """
              .formatted(order, order, name, name);
      case "POST /v1/orders/cancel-all-after" -> "{\"timeoutMillis\":60000}";
      case "POST /v1/orders" -> ORDER.formatted(name);
      default -> body(operation);
    };
  }

  /** By the path up to the id: one of hers, and one that nobody has. */
  private static Map<String, String[]> thingsOfAda() throws Exception {
    String name = "mine-" + System.nanoTime();
    String order = ada.send("POST", "/v1/orders", ORDER.formatted(name)).expect(201).text("id");
    String list =
        ada.send(
                "POST",
                "/v1/order-lists",
                """
                {"type":"OTO","symbol":"BTC-USD","side":"BUY","quantity":"0.01","working":{"type":"LIMIT","price":"100"},
                 "pending":{"type":"LIMIT","side":"SELL","quantity":"0.01","price":"200"}}\
                """)
            .expect(201)
            .text("id");
    String session = ada.get("/v1/me/sessions").expect(200).body().at("/items/0/id").asText();
    Map<String, String[]> things = new LinkedHashMap<>();
    things.put("/v1/orders/{id}", new String[] {order, "4611686018427387904"});
    things.put("/v1/orders/by-client-id/{clientOrderId}", new String[] {name, "nobody-s"});
    things.put("/v1/order-lists/{id}", new String[] {list, "4611686018427387904"});
    things.put("/v1/me/sessions/{id}", new String[] {session, NO_UUID});
    String[] factors = factorsOfAda();
    things.put("/v1/me/passkeys/{id}", new String[] {factors[0], NO_UUID});
    things.put("/v1/me/trusted-devices/{id}", new String[] {factors[1], NO_UUID});
    things.put("/v1/kyc/cases/{id}", new String[] {caseOfAda(), NO_UUID});
    things.put("/v1/deposits/{id}", new String[] {depositOfAda(), NO_UUID});
    things.put("/v1/crypto-deposits/{id}", new String[] {Coins.deposit(ada, node), NO_UUID});
    String[] sent = withdrawalOfAda();
    things.put("/v1/beneficiaries/{id}", new String[] {sent[0], NO_UUID});
    things.put("/v1/withdrawals/{id}", new String[] {sent[1], NO_UUID});
    things.put("/v1/me/api-keys/{id}", new String[] {SignedApi.of(ada, "READ").id(), NO_UUID});
    return things;
  }

  private static String caseOfAda() throws Exception {
    JsonNode open = ada.get("/v1/kyc").expect(200).body().path("openCase");
    return open.isMissingNode()
        ? ada.post("/v1/kyc/cases", Map.of("level", "Verified")).expect(201).text("id")
        : open.get("id").asText();
  }

  /** One that its provider has not heard of: nobody listens where it is asked. */
  private static String depositOfAda() throws Exception {
    String key = "{\"connector\":\"stripe\",\"kind\":\"api-key\",\"secret\":\"sk_test_nobody\"}";
    appliance.operator().send("POST", "/operator/payment-secrets", key).expect(204);
    return ada.post("/v1/deposits", Map.of("method", "CARD", "currency", "USD", "amount", "5"))
        .expect(201)
        .text("id");
  }

  /** An entry of the address book, and a withdrawal to it that waits to be confirmed; made once. */
  private static String[] withdrawalOfAda() throws Exception {
    if (withdrawalOfAda.length == 0) {
      Map<String, Object> bank =
          Map.of(
              "kind",
              "BANK",
              "name",
              "Test User",
              "fields",
              Map.of("iban", "DE89370400440532013000"));
      String to = ada.post("/v1/beneficiaries", bank).expect(201).text("id");
      String id =
          ada.post("/v1/withdrawals", Map.of("beneficiary", to, "currency", "USD", "amount", "10"))
              .expect(201)
              .text("id");
      withdrawalOfAda = new String[] {to, id};
    }
    return withdrawalOfAda;
  }

  /** A passkey, and a device that was trusted with it; made once. */
  private static String[] factorsOfAda() throws Exception {
    if (factorsOfAda.length == 0) {
      SoftwareAuthenticator device =
          new SoftwareAuthenticator("http://localhost:8080", "localhost");
      Answer options = ada.post("/v1/me/passkey-options", Map.of()).expect(200);
      Map<String, Object> made =
          device.create(options.text("challenge"), options.body().at("/user/id").asText());
      Answer passkey =
          ada.post("/v1/me/passkeys", Map.of("name", "Laptop", "credential", made)).expect(201);
      device.counter++;
      Answer challenge = ada.post("/v1/auth/passkey-options", Map.of()).expect(200);
      String email = "ada@example.org";
      ada.post(
              "/v1/auth/login",
              Map.of(
                  "email",
                  email,
                  "password",
                  "a long enough password for " + email,
                  "passkey",
                  device.get(challenge.text("challenge")),
                  "trustDevice",
                  true))
          .expect(200);
      Answer trusted = ada.get("/v1/me/trusted-devices").expect(200);
      factorsOfAda =
          new String[] {
            passkey.body().at("/passkey/id").asText(), trusted.body().at("/items/0/id").asText()
          };
    }
    return factorsOfAda;
  }

  /**
   * One that the operation would carry out, so that only whose thing it is can stand in its way.
   */
  private static String body(Operation operation) {
    return switch (operation.method()) {
      case "PATCH" -> {
        if (operation.path().startsWith("/v1/me/passkeys")) {
          yield "{\"name\":\"Mine\"}";
        }
        yield operation.path().startsWith("/v1/kyc")
            ? "{\"address\":\"1 Abbey Road\"}"
            : "{\"quantity\":\"0.005\"}";
      }
      case "POST" ->
          operation.path().endsWith("/utr")
              ? "{\"utr\":\"512345678901\"}"
              : operation.path().endsWith("/confirmation")
                      && operation.path().contains("withdrawals")
                  ? "{\"contentHash\":\"any\",\"totp\":\"123456\"}"
                  : ORDER.formatted("other");
      default -> "";
    };
  }

  private static String anonymous(Answer answer, String id) {
    ObjectNode body = answer.body().deepCopy();
    body.remove("requestId");
    return body.toString().replaceAll("\\b" + Pattern.quote(id) + "\\b", "ID");
  }

  private static void assertUntouched(String id) throws Exception {
    String open = ada.get("/v1/orders?status=OPEN").expect(200).body().toString();
    String lists = ada.get("/v1/order-lists").expect(200).body().toString();
    String sessions = ada.get("/v1/me/sessions").expect(200).body().toString();
    String passkeys = ada.get("/v1/me/passkeys").expect(200).body().toString();
    String devices = ada.get("/v1/me/trusted-devices").expect(200).body().toString();
    String keys = ada.get("/v1/me/api-keys").expect(200).body().toString();
    String cases = ada.get("/v1/kyc/cases").expect(200).body().toString();
    String deposits =
        ada.get("/v1/deposits").expect(200).body().toString()
            + ada.get("/v1/crypto-deposits").expect(200).body();
    String sent = ada.get("/v1/withdrawals?status=UNCONFIRMED").expect(200).body().toString();
    String book = ada.get("/v1/beneficiaries").expect(200).body().toString();
    assertTrue(
        (open + lists + sessions + passkeys + devices + keys + cases + deposits + sent + book)
            .contains("\"" + id + "\""),
        id + " is not as it was");
  }

  @Test
  void s23_everyRoleMayCallWhatTheMatrixSaysAndNothingElse() throws Exception {
    List<String> lines = matrixLines();
    String[] columns = lines.getFirst().split(" +");
    Map<String, String> expected = new TreeMap<>();
    lines.stream()
        .skip(1)
        .forEach(line -> {
          String[] cells = line.split(" +");
          expected.put(
              cells[0] + " " + cells[1], String.join("", List.of(cells).subList(2, cells.length)));
        });
    Map<String, StringBuilder> observed = new TreeMap<>();
    for (int i = 1; i < columns.length; i++) {
      String role = columns[i];
      Api caller =
          role.equals(NOBODY)
              ? appliance.api()
              : user("matrix-" + role + "@example.org", role.toUpperCase(Locale.ROOT));
      if (!role.equals(NOBODY) && !isStaff(role.toUpperCase(Locale.ROOT))) {
        caller.withSecondFactor(); // as clients have who send money out
      }
      for (Operation operation : loggingOutLast()) {
        observed
            .computeIfAbsent(operation.toString(), key -> new StringBuilder())
            .append(observed(caller, operation));
      }
    }
    assertEquals(text(expected), text(observed));
  }

  private static List<String> matrixLines() throws Exception {
    try (var file = AuthorisationAttacksTest.class.getResourceAsStream(MATRIX)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  private static String text(Map<String, ?> matrix) {
    StringBuilder text = new StringBuilder();
    matrix.forEach(
        (operation, cells) -> text.append(operation).append(' ').append(cells).append('\n'));
    return text.toString();
  }

  private static List<Operation> loggingOutLast() {
    List<Operation> sorted = new ArrayList<>(operations);
    sorted.sort((one, other) -> Integer.compare(place(one), place(other)));
    return sorted;
  }

  /** What takes the factor away, or the session, comes after everything that needs them. */
  private static int place(Operation operation) {
    if (operation.path().endsWith("/logout")) {
      return 2;
    }
    return operation.toString().equals("DELETE /v1/me/totp") ? 1 : 0;
  }

  private static char observed(Api caller, Operation operation) throws Exception {
    Answer answer =
        caller.send(
            operation.method(),
            operation.with(OF_THE_VENUE),
            operation.method().equals("GET") || operation.method().equals("DELETE") ? "" : "{}");
    assertTrue(answer.status() < 500, operation + ": " + answer.body());
    assertFalse(SECRETS.matcher(answer.body().toString()).find(), operation + ": " + answer.body());
    return switch (answer.status()) {
      case 401 -> '-';
      case 403 -> {
        assertEquals(3003, answer.body().get("code").asInt(), operation + ": " + answer.body());
        yield 'x';
      }
      default -> '+';
    };
  }

  @Test
  void s23_aUsersTokenOpensNothingOnTheManagementPort() throws Exception {
    String token = user("operatorless@example.org", "SUPERADMIN").token();
    Api management = appliance.operator();
    for (String path : List.of("/operator/status", "/operator/accounts", "/operator/fees")) {
      management.get(path).expect(200);
      management.with(token).get(path).expect(401);
    }
  }

  @Test
  void s26_aRoleThatIsTakenAwayIsGoneAtTheNextRequest() throws Exception {
    Api chief = user("chief@example.org", "SUPERADMIN");
    Api grace = user("grace@example.org", "SUPPORT");
    grace.get("/v1/admin/users/ada@example.org").expect(200);
    assertEquals(Role.SUPPORT.permissions(), permissions(grace));
    String change = "{\"grant\":[\"TRADER\"],\"revoke\":[\"SUPPORT\"],\"note\":\"left\"}";
    grace.send("POST", "/v1/orders", ORDER.formatted("no-trader")).expect(403);

    chief.send("POST", "/v1/admin/users/grace@example.org/roles", change).expect(200);

    grace.get("/v1/admin/users/ada@example.org").expect(403);
    assertEquals(Role.TRADER.permissions(), permissions(grace));
    assertEquals(409, grace.send("POST", "/v1/orders", ORDER.formatted("poor")).status());

    appliance
        .operator()
        .send("POST", "/operator/users/grace@example.org/roles", "{\"grant\":[\"SUPPORT\"]}")
        .expect(200);
    grace.get("/v1/admin/users/ada@example.org").expect(200);
    chief
        .send("POST", "/v1/admin/users/chief@example.org/roles", "{\"grant\":[\"MEMBER\"]}")
        .expect(409);
  }

  /** What the console is told that somebody may do. */
  private static Set<Permission> permissions(Api user) throws Exception {
    JsonNode told = user.get("/v1/me").expect(200).body().get("permissions");
    return Set.of(Api.JSON.treeToValue(told, Permission[].class));
  }

  @Test
  void s23_aProfileShowsNoMoreThanItsReaderMaySeeElsewhere() throws Exception {
    String profile = "/v1/admin/users/ada@example.org/profile";
    JsonNode operators =
        appliance.operator().get(profile.replace("/v1/admin", "/operator")).expect(200).body();
    assertEquals("NORMAL", operators.at("/account/state").asText(), operators::toString);
    assertTrue( // beside coins, once the chain is sure of them
        operators.at("/account/balances").findValuesAsText("currency").contains("USD"),
        operators::toString);
    assertTrue(operators.at("/lastLogins/0/live").asBoolean(), operators::toString);
    assertEquals("user.create", operators.at("/audit").findValuesAsText("action").getLast());

    JsonNode complete = user("carla@example.org", "COMPLIANCE").get(profile).expect(200).body();
    assertTrue(complete.has("audit") && complete.has("account"), complete::toString);
    JsonNode less = user("sophie@example.org", "SUPPORT").get(profile).expect(200).body();
    assertTrue(less.has("account") && !less.has("audit"), less::toString);
  }

  @Test
  void s43_whoAskedCanNotApproveByAnotherSessionNorAsTheOperator() throws Exception {
    Api mia = user("mia@example.org", "SUPERADMIN");
    Api max = user("max@example.org", "SUPERADMIN");
    Api tom = user("tom@example.org", "TECHNICAL");
    user("target@example.org", "MEMBER");
    String roles = "/v1/admin/users/target@example.org/roles";
    policy(mia, "user.roles", true).expect(200);

    JsonNode asked =
        mia.send("POST", roles, "{\"grant\":[\"SUPPORT\"],\"note\":\"new\"}").expect(202).body();
    String approve = "/v1/admin/approvals/" + asked.get("id").asText() + "/approve";
    String hash = "{\"contentHash\":\"" + asked.get("contentHash").asText() + "\"}";
    mia.send("POST", approve, hash).expect(409);
    anotherSession(mia, "mia@example.org").send("POST", approve, hash).expect(409);
    tom.send("POST", approve, hash).expect(403);
    assertEquals(List.of("MEMBER"), rolesOf("target@example.org"));

    String other = hash.replaceAll("[0-9]", "f");
    assertEquals(3065, max.send("POST", approve, other).expect(409).body().get("code").asInt());
    assertEquals(List.of("MEMBER"), rolesOf("target@example.org"), "s44: nothing else is approved");

    max.send("POST", approve, hash).expect(200);
    assertEquals(List.of("SUPPORT", "MEMBER"), rolesOf("target@example.org"));
    max.send("POST", approve, hash).expect(409);

    JsonNode byOperator =
        appliance
            .operator()
            .send("POST", "/operator/users/target@example.org/roles", "{\"revoke\":[\"SUPPORT\"]}")
            .expect(202)
            .body();
    String operators = "/operator/approvals/" + byOperator.get("id").asText() + "/approve";
    appliance
        .operator()
        .send("POST", operators, "{\"contentHash\":" + byOperator.get("contentHash") + "}")
        .expect(409);

    JsonNode off = policy(mia, "user.roles", false).expect(202).body();
    assertEquals(List.of("SUPPORT", "MEMBER"), rolesOf("target@example.org"));
    approve(max, off).expect(200);
    assertEquals(
        200, mia.send("POST", roles, "{\"revoke\":[\"SUPPORT\"]}").status(), "one is enough again");
  }

  /** One that has shown a factor too. */
  private static Api anotherSession(Api user, String email) throws Exception {
    Answer codes = user.post("/v1/me/recovery-codes", Map.of()).expect(201);
    Map<String, String> login =
        Map.of(
            "email",
            email,
            "password",
            "a long enough password for " + email,
            "recoveryCode",
            codes.body().at("/recoveryCodes/0").asText());
    return user.with(user.post("/v1/auth/login", login).expect(200).text("accessToken"));
  }

  @Test
  void s43_theStepUpTakesTwoAndTheStepDownOne() throws Exception {
    Api chief = user("stepping@example.org", "SUPERADMIN");
    Api tom = user("tim@example.org", "TECHNICAL");
    policy(chief, "venue.step-up", true).expect(200);
    appliance
        .operator()
        .send("POST", "/operator/safe-state", "{\"state\":\"CANCEL_ONLY\"}")
        .expect(200);

    JsonNode up =
        appliance
            .operator()
            .send("POST", "/operator/safe-state", "{\"state\":\"NORMAL\",\"note\":\"mended\"}")
            .expect(202)
            .body();
    assertEquals("CANCEL_ONLY", chief.get("/v1/venue").body().get("safeState").asText());
    approve(tom, up).expect(200);
    assertEquals("NORMAL", chief.get("/v1/venue").body().get("safeState").asText());
    approve(tom, policy(chief, "venue.step-up", false).expect(202).body()).expect(403);
    appliance
        .operator()
        .send("GET", "/operator/approvals?status=PENDING", "")
        .expect(200)
        .body()
        .get("items")
        .forEach(waiting -> assertEquals(200, approvedByOperator(waiting)));
  }

  private static int approvedByOperator(JsonNode waiting) {
    try {
      return appliance
          .operator()
          .send(
              "POST",
              "/operator/approvals/" + waiting.get("id").asText() + "/approve",
              "{\"contentHash\":" + waiting.get("contentHash") + "}")
          .status();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Answer policy(Api caller, String act, boolean required) throws Exception {
    return caller.send(
        "POST", "/v1/admin/approvals/policies/" + act, "{\"required\":" + required + "}");
  }

  private static Answer approve(Api caller, JsonNode approval) throws Exception {
    return caller.send(
        "POST",
        "/v1/admin/approvals/" + approval.path("id").asText("none") + "/approve",
        "{\"contentHash\":\"" + approval.path("contentHash").asText() + "\"}");
  }

  private static List<String> rolesOf(String email) throws Exception {
    List<String> roles = new ArrayList<>();
    appliance
        .operator()
        .get("/operator/users/" + email)
        .expect(200)
        .body()
        .get("roles")
        .forEach(role -> roles.add(role.asText()));
    return roles;
  }

  @Test
  void s27_whoLooksAsAUserCanNotActAndIsOnRecord() throws Exception {
    Api sue = user("sue@example.org", "SUPPORT");
    Api chief = user("overseer@example.org", "SUPERADMIN");
    String path = "/v1/admin/users/ada@example.org/view";
    sue.send("POST", path, "{}").expect(400);
    bob.send("POST", path, "{\"note\":\"curious\"}").expect(403);
    sue.send("POST", "/v1/admin/users/overseer@example.org/view", "{\"note\":\"up\"}").expect(403);
    Api asAda =
        sue.with(sue.send("POST", path, "{\"note\":\"ticket 7\"}").expect(200).text("accessToken"));

    assertEquals("ada@example.org", asAda.get("/v1/me").expect(200).text("email"));
    assertEquals(ada.get("/v1/wallets").body(), asAda.get("/v1/wallets").expect(200).body());
    for (Operation operation : operations) {
      if (!operation.method().equals("GET") && !isPublic(operation)) {
        Answer answer = asAda.send(operation.method(), operation.with(OF_THE_VENUE), "{}");
        assertEquals(403, answer.status(), operation + ": " + answer.body());
      }
    }
    asAda.get("/v1/admin/users").expect(403);

    JsonNode entry =
        chief.get("/v1/admin/audit?action=user.view").expect(200).body().at("/items/0");
    assertEquals("user:" + sue.get("/v1/me").text("id"), entry.get("actor").asText());
    assertEquals("user:" + ada.get("/v1/me").text("id"), entry.get("target").asText());
    assertEquals("ticket 7", entry.get("notes").asText());

    chief
        .send(
            "POST",
            "/v1/admin/users/sue@example.org/roles",
            "{\"grant\":[\"MEMBER\"],\"revoke\":[\"SUPPORT\"]}")
        .expect(200);
    asAda.get("/v1/me").expect(401);
  }

  /** By the matrix: nobody is let through, or asked for something else than a log-in. */
  private static boolean isPublic(Operation operation) throws Exception {
    return matrixLines().stream()
        .map(line -> line.split(" +"))
        .anyMatch(cells ->
            operation.toString().equals(cells[0] + " " + cells[1])
                && (cells[2].equals("+") || cells[3].equals("-")));
  }

  @Test
  void s33_anExportIsSafeToOpen() throws Exception {
    ObjectNode user = Api.JSON.createObjectNode();
    user.put("email", "csv@example.org").put("password", "a long enough password for csv");
    user.put("fullName", "=HYPERLINK(\"http://evil.example\",\"x\")");
    appliance.operator().send("POST", "/operator/users", user.toString()).expect(201);
    Api chief = user("exporter@example.org", "SUPERADMIN");

    Answer csv = chief.get("/v1/admin/users.csv?email=csv@").expect(200);

    assertEquals("text/csv; charset=utf-8", csv.headers().firstValue("Content-Type").orElseThrow());
    assertTrue(
        csv.headers().firstValue("Content-Disposition").orElseThrow().startsWith("attachment"));
    String text = csv.body().asText();
    assertTrue(text.contains("\"'=HYPERLINK(\"\"http"), text);
    assertEquals(2, text.lines().count(), text);
    assertTrue(
        chief.get("/v1/admin/audit?action=users.export").body().toString().contains("email"));
    chief
        .send("POST", "/v1/admin/users/csv@example.org/unlock", "{\"note\":\"@SUM(1+1)*cmd\"}")
        .expect(200);
    String trail = chief.get("/v1/admin/audit.csv?action=user.unlock").expect(200).body().asText();
    assertTrue(trail.contains(",'@SUM(1+1)*cmd"), trail);
  }

  @Test
  void theStaffFindsAndStopsUsers() throws Exception {
    Api support = user("helper@example.org", "SUPPORT");
    Api compliance = user("judge@example.org", "COMPLIANCE");
    Api carl = user("carl@example.org", "MEMBER");
    String path = "/v1/admin/users/carl@example.org";
    assertEquals(
        "carl@example.org",
        support
            .get("/v1/admin/users?email=CARL&role=MEMBER&status=ACTIVE")
            .expect(200)
            .body()
            .at("/items/0/email")
            .asText());
    assertEquals(0, support.get("/v1/admin/users?email=c_rl").body().get("items").size());

    SignedApi bot = SignedApi.of(carl, "READ");
    JsonNode keys = support.get(path + "/api-keys").expect(200).body().get("items");
    assertEquals(bot.id(), keys.at("/0/id").asText(), keys::toString);
    assertFalse(keys.toString().contains(bot.secret()), keys::toString);
    String revoke = "/api-keys/" + bot.id() + "/revoke";
    String note = "{\"note\":\"seen in a paste\"}";
    support.send("POST", "/v1/admin/users/ada@example.org" + revoke, note).expect(404);
    support.send("POST", path + revoke, "{}").expect(400);
    bot.send("GET", "/v1/me", "").expect(200);
    support.send("POST", path + revoke, note).expect(204);
    bot.send("GET", "/v1/me", "").expect(401);

    support.send("POST", path + "/sessions/end", "{\"note\":\" \"}").expect(400);
    carl.get("/v1/me").expect(200);
    support.send("POST", path + "/sessions/end", note).expect(204);
    carl.get("/v1/me").expect(401);
    Api again = appliance.api().login("carl@example.org");
    support.send("POST", path + "/suspend", "{\"note\":\"why\"}").expect(403);
    support.send("POST", path + "/freeze", "{}").expect(400);
    support.send("POST", path + "/freeze", "{\"note\":\"called us\"}").expect(200);
    again.get("/v1/me").expect(401);
    assertEquals(
        "DISABLED",
        compliance
            .send("POST", path + "/suspend", "{\"note\":\"found out\"}")
            .expect(200)
            .text("status"));
    compliance.send("POST", path + "/activate", "{\"note\":\"cleared\"}").expect(200);
    appliance.api().login("carl@example.org").get("/v1/me").expect(200);
    for (String[] told :
        List.of(
            new String[] {"user.status", "called us", "found out", "cleared"},
            new String[] {"user.sessions.end", "seen in a paste"},
            new String[] {"apikey.revoke", "seen in a paste"})) {
      String trail =
          compliance.get("/v1/admin/audit?action=" + told[0]).expect(200).body().toString();
      List.of(told).subList(1, told.length).forEach(why -> assertTrue(trail.contains(why), trail));
    }
  }

  @Test
  void s24_noFieldOfARequestMakesTheCallerMore() throws Exception {
    Api eve = user("eve@example.org", "MEMBER");
    JsonNode before = eve.get("/v1/me").expect(200).body();
    int tried = 0;
    for (Operation operation : loggingOutLast()) {
      if (operation.method().equals("GET")
          || operation.method().equals("DELETE")
          || WITHOUT_A_BODY.contains(operation.toString())) {
        continue;
      }
      for (String field :
          List.of(
              "role", "roles", "balance", "kycLevel", "tenantId", "status", "account", "userId")) {
        Answer answer =
            eve.send(
                operation.method(),
                operation.with(OF_THE_VENUE),
                "{\"" + field + "\":\"SUPERADMIN\"}");
        assertTrue(
            answer.status() >= 400 && answer.status() < 500,
            operation + " " + field + ": " + answer.status());
        if (answer.status() == 400) {
          JsonNode error = answer.body().at("/errors/0");
          assertEquals(field, error.path("field").asText(), operation + ": " + answer.body());
          assertTrue(
              NOT_TAKEN.contains(error.path("rule").asText()), operation + ": " + answer.body());
        }
        tried++;
      }
    }
    assertTrue(tried >= 60, "tried " + tried);
    assertEquals(before, eve.get("/v1/me").expect(200).body());
    assertEquals(0, eve.get("/v1/wallets").expect(200).body().get("items").size());
  }

  /** What a user was shown once: the seed of an app, recovery codes, the secret of an API key. */
  private static List<String> seedsOf(Api user) throws Exception {
    List<String> seeds = new ArrayList<>();
    String seed = user.post("/v1/me/totp", Map.of()).expect(201).text("secret");
    seeds.add(seed);
    seeds.add(SignedApi.of(user, "READ").secret());
    String code = AuthenticatorApp.code(seed, SecondFactorAttacksTest.quietStep());
    user.post("/v1/me/totp/confirmation", Map.of("code", code))
        .expect(200)
        .body()
        .get("recoveryCodes")
        .forEach(recovery -> seeds.add(recovery.asText()));
    assertEquals(12, seeds.size());
    return seeds;
  }

  @Test
  void s25_noAnswerCarriesASecret() throws Exception {
    List<String> answers = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.method().equals("GET")) {
        answers.add(ada.get(operation.with(OF_THE_VENUE)).body().toString());
      }
    }
    answers.add(
        appliance
            .operator()
            .get("/operator/accounts/ada@example.org")
            .expect(200)
            .body()
            .toString());
    Api sealed = user("sealed@example.org", "MEMBER");
    List<String> seeds = seedsOf(sealed);
    Api chief = user("reader@example.org", "SUPERADMIN");
    for (Operation operation : operations) {
      if (operation.method().equals("GET")) {
        String path = operation.path().replace("{user}", "sealed@example.org");
        Operation ofHers = new Operation("GET", path);
        answers.add(sealed.get(ofHers.with(OF_THE_VENUE)).body().toString());
        answers.add(chief.get(ofHers.with(OF_THE_VENUE)).body().toString());
      }
    }
    answers.forEach(answer -> assertFalse(SECRETS.matcher(answer).find(), answer));
    answers.forEach(
        answer -> seeds.forEach(seed -> assertFalse(answer.contains(seed), seed + ": " + answer)));
    assertTrue(answers.stream().anyMatch(answer -> answer.contains("\"sealed@example.org")));
    assertTrue(answers.stream().anyMatch(answer -> answer.contains("ada@example.org")));
    assertTrue(SECRETS.matcher("{\"hash\":\"$argon2id$v=19\"}").find(), "the pattern finds one");
    assertFalse(
        Files.readString(appliance.directory().resolveSibling("data.out")).contains("$argon2"));
  }
}
