package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.platform.config.Settings;
import bourse.platform.crypto.Keystore;
import bourse.platform.http.Cursor;
import bourse.platform.http.Json;
import bourse.platform.service.Progress;
import bourse.testing.AuthenticatorApp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can be wrong with a request, sent to every operation of the contract that the
 * running server hands out. Each is refused with a problem that names what is wrong, and changes
 * nothing.
 */
class BadInputTest {
  private static final String LONG = "x".repeat(5_000);
  private static final String EMAIL = "ada@example.org";
  private static final String PASSWORD = "a long enough password";
  private static final String ORDER =
      """
      {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"100",\
      "quantity":"0.5","clientOrderId":"never"}\
      """;

  private static final String NOTE = "{\"note\":\"why\"}";
  private static final String PASSKEY =
      "{\"id\":\"bm9uZQ\",\"rawId\":\"bm9uZQ\",\"type\":\"public-key\","
          + "\"response\":{\"clientDataJSON\":\"e30\"}}";
  private static final String ORDER_LIST =
      "{\"type\":\"OCO\",\"symbol\":\"BTC-USD\",\"side\":\"SELL\",\"quantity\":\"0.5\","
          + "\"profit\":{\"type\":\"LIMIT\",\"price\":\"110\"},"
          + "\"stop\":{\"type\":\"STOP\",\"stopPrice\":\"90\"}}";

  /** Bodies that would be taken, or name a thing that is not there; each case spoils one. */
  private static final String DESTINATION =
      "{\"kind\":\"BANK\",\"name\":\"Ada\",\"institution\":\"A Bank\",\"selfHosted\":true,"
          + "\"fields\":{\"iban\":\"DE89370400440532013000\"}}";

  private static final Map<String, String> GOOD_BODIES =
      bodies(
          "POST /v1/auth/register",
          """
          {"email":"new@example.org","password":"another long password","fullName":"New User",\
          "phone":"+4930123456"}\
          """,
          "POST /v1/auth/login",
          """
          {"email":"%s","password":"%s","device":"test","client":"BROWSER"}\
          """
              .formatted(EMAIL, PASSWORD),
          "POST /v1/auth/refresh",
          "{\"refreshToken\":\"none\"}",
          "POST /v1/auth/passkey",
          "{\"passkey\":" + PASSKEY + "}",
          "POST /v1/auth/step-up",
          "{\"password\":\"" + PASSWORD + "\"}",
          "POST /v1/me/totp/confirmation",
          "{\"code\":\"123456\"}",
          "POST /v1/me/passkeys",
          "{\"name\":\"Key\",\"credential\":" + PASSKEY + "}",
          "PATCH /v1/me/passkeys/{id}",
          "{\"name\":\"Key\"}",
          "POST /v1/me/password",
          "{\"currentPassword\":\"not the password of anyone\","
              + "\"newPassword\":\"another long password\"}",
          "POST /v1/password-resets",
          "{\"email\":\"nobody@example.org\"}",
          "POST /v1/password-resets/complete",
          "{\"token\":\"none\",\"newPassword\":\"another long password\"}",
          "POST /v1/email-verifications",
          "{\"email\":\"nobody@example.org\"}",
          "POST /v1/email-verifications/complete",
          "{\"token\":\"none\"}",
          "POST /v1/account-freezes",
          "{\"token\":\"none\"}",
          "POST /v1/me/api-keys",
          "{\"label\":\"Bot\",\"algorithm\":\"HMAC_SHA256\",\"scopes\":[\"READ\"],"
              + "\"addresses\":[\"127.0.0.1\"],\"expiresAt\":\"2099-01-01T00:00:00Z\"}",
          "POST /v1/orders",
          ORDER,
          "POST /v1/orders/batch",
          "{\"operations\":[{\"op\":\"PLACE\"," + ORDER.substring(1) + "]}",
          "POST /v1/orders/test",
          ORDER,
          "POST /v1/orders/{id}/replacement",
          ORDER,
          "POST /v1/order-lists",
          ORDER_LIST,
          "POST /v1/order-lists/test",
          ORDER_LIST,
          "POST /v1/orders/cancel-all-after",
          "{\"timeoutMillis\":60000}",
          "PATCH /v1/orders/{id}",
          "{\"price\":\"90\",\"quantity\":\"0.4\"}",
          "POST /v1/setup",
          "{\"token\":\"none\",\"email\":\"chief@example.org\","
              + "\"password\":\"another long password\",\"fullName\":\"Chief\"}",
          "POST /v1/admin/users/{user}/roles",
          "{\"grant\":[\"TRADER\"],\"note\":\"why\"}",
          "POST /v1/admin/users/{user}/suspend",
          NOTE,
          "POST /v1/admin/users/{user}/activate",
          NOTE,
          "POST /v1/admin/users/{user}/freeze",
          NOTE,
          "POST /v1/admin/users/{user}/unlock",
          NOTE,
          "POST /v1/admin/users/{user}/verify-email",
          NOTE,
          "POST /v1/admin/users/{user}/reset-factors",
          NOTE,
          "POST /v1/admin/users/{user}/sessions/end",
          NOTE,
          "POST /v1/admin/users/{user}/sessions/{id}/end",
          NOTE,
          "POST /v1/admin/users/{user}/api-keys/{id}/revoke",
          NOTE,
          "POST /v1/admin/users/{user}/view",
          NOTE,
          "POST /v1/admin/accounts/{account}/blocks",
          "{\"reason\":\"NONE\"}",
          "POST /v1/admin/deposits",
          "{\"email\":\"nobody@example.org\",\"currency\":\"USD\",\"amount\":\"1\","
              + "\"reference\":\"never\"}",
          "POST /v1/admin/journals",
          "{\"from\":\"nobody@example.org\",\"to\":\"2\",\"currency\":\"USD\",\"amount\":\"1\","
              + "\"reason\":\"CORRECTION\",\"reference\":\"never\"}",
          "POST /v1/admin/safe-state",
          "{\"state\":\"CANCEL_ONLY\"}",
          "POST /v1/admin/announcements",
          "{\"title\":\"Never\",\"text\":\"Shown\"}",
          "POST /v1/admin/restrictions",
          "{\"kind\":\"ADDRESS\",\"target\":\"203.0.113.7\",\"note\":\"why\","
              + "\"expiresAt\":\"2099-01-01T00:00:00Z\"}",
          "POST /v1/admin/maintenance",
          "{\"on\":true,\"message\":\"Soon\",\"endsAt\":\"2020-01-01T00:00:00Z\"}",
          "POST /v1/admin/approvals/policies/{action}",
          "{\"required\":true}",
          "POST /v1/admin/approvals/{id}/approve",
          "{\"contentHash\":\"none\"}",
          "POST /v1/admin/approvals/{id}/reject",
          NOTE,
          "POST /v1/kyc/phone",
          "{\"phone\":\"+4930123456\"}",
          "POST /v1/kyc/phone/confirmation",
          "{\"code\":\"123456\"}",
          "POST /v1/kyc/cases",
          "{\"level\":\"Verified\"}",
          "PATCH /v1/kyc/cases/{id}",
          "{\"legalName\":\"Ada King\",\"birthDate\":\"1985-12-10\",\"documentType\":\"PASSPORT\","
              + "\"documentCountry\":\"GB\",\"documentNumber\":\"C01X00T47\","
              + "\"documentExpiresOn\":\"2099-06-30\",\"address\":\"1 Abbey Road\","
              + "\"sourceOfFunds\":\"Lottery\",\"disclosures\":[\"CONTROL_PERSON\"],"
              + "\"disclosureDetails\":\"why\",\"trustedContact\":\"Bob\","
              + "\"citizenship\":\"GB\",\"taxCountry\":\"GB\",\"taxNumber\":\"1234567890\","
              + "\"usPerson\":false}",
          "POST /v1/admin/kyc/cases/{id}/release",
          NOTE,
          "POST /v1/admin/kyc/cases/{id}/approve",
          NOTE,
          "POST /v1/admin/kyc/cases/{id}/reject",
          "{\"reason\":\"why\"}",
          "POST /v1/admin/kyc/cases/{id}/request",
          "{\"reason\":\"why\"}",
          "POST /v1/admin/kyc/cases/{id}/hits/{hit}",
          "{\"decision\":\"CLEARED\",\"note\":\"why\"}",
          "POST /v1/admin/kyc/cases/{id}/notes",
          "{\"text\":\"why\"}",
          "POST /v1/deposits",
          "{\"method\":\"CARD\",\"currency\":\"USD\",\"amount\":\"10\",\"connector\":\"stripe\","
              + "\"payerAddress\":\"ada@bank\",\"payerPhone\":\"+919876543210\"}",
          "POST /v1/admin/payments/{id}/resolution",
          NOTE,
          "POST /v1/deposit-addresses",
          "{\"asset\":\"BTC\",\"fresh\":true}",
          "POST /v1/admin/crypto-deposits/{id}/resolution",
          NOTE,
          "POST /v1/admin/payment-switches",
          "{\"connector\":\"stripe\",\"currency\":\"*\",\"paused\":true,\"note\":\"why\"}",
          "POST /v1/deposits/{id}/utr",
          "{\"utr\":\"412345678901\"}",
          "POST /v1/admin/payments/{id}/refund",
          "{\"amount\":\"10\",\"note\":\"why\"}",
          "POST /v1/admin/statement-lines/{id}/match",
          "{\"deposit\":\"0197a2b4-0000-7000-8000-000000000000\",\"note\":\"why\"}",
          "POST /v1/webhooks/{provider}",
          "{\"id\":\"evt_1\",\"type\":\"ping\"}",
          "POST /v1/withdrawal-settings",
          "{\"addresses\":\"LISTED\"}",
          "POST /v1/beneficiaries",
          DESTINATION.replace("}}", "},\"label\":\"Home\"}"),
          "POST /v1/withdrawals",
          "{\"beneficiary\":\"018f0000-0000-7000-8000-000000000000\",\"currency\":\"USD\","
              + "\"amount\":\"10\",\"purpose\":\"rent\"}",
          "POST /v1/withdrawals/{id}/confirmation",
          "{\"contentHash\":\"none\",\"totp\":\"123456\"}",
          "POST /v1/admin/withdrawals/{id}/approval",
          "{\"contentHash\":\"none\",\"note\":\"why\"}",
          "POST /v1/admin/withdrawals/{id}/refusal",
          "{\"reason\":\"why\"}",
          "POST /v1/admin/withdrawals/{id}/retry",
          NOTE,
          "POST /v1/admin/withdrawals/{id}/skip",
          "{\"reason\":\"why\"}",
          "POST /v1/admin/withdrawals/{id}/bank-transfer",
          "{\"outcome\":\"RETURNED\",\"reference\":\"E2E-1\",\"reason\":\"why\"}",
          "POST /v1/admin/withdrawal-blocks",
          "{\"user\":\"nobody@example.org\",\"until\":\"2030-01-01T00:00:00Z\",\"note\":\"why\"}",
          "POST /v1/admin/withdrawal-rates",
          "{\"currency\":\"EUR\",\"reportingCurrency\":\"USD\",\"rate\":\"1.1\","
              + "\"source\":\"ECB\",\"asOf\":\"2026-01-31T00:00:00Z\"}",
          "POST /v1/admin/withdrawal-switches",
          "{\"rail\":\"bank\",\"currency\":\"*\",\"paused\":true,\"note\":\"why\"}",
          "POST /v1/admin/ledger/periods",
          "{\"closedTo\":\"2020-12-31\"}",
          "POST /v1/admin/ledger/adjustments",
          """
          {"from":"nobody@example.org","to":"nobody@example.org","currency":"USD","amount":"1",\
          "category":"CORRECTION","about":"1","businessDate":"2026-01-31","reference":"reference-1",\
          "note":"why"}\
          """,
          "POST /v1/admin/ledger/reversals",
          "{\"sequence\":\"999999999\",\"category\":\"CORRECTION\",\"businessDate\":\"2026-01-31\",\"note\":\"why\"}");

  /** By pairs of operation and body. */
  private static Map<String, String> bodies(String... pairs) {
    Map<String, String> bodies = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      bodies.put(pairs[i], pairs[i + 1]);
    }
    return Map.copyOf(bodies);
  }

  private static final List<String> BAD_NAMES =
      List.of(
          "XXX-USD",
          "btc-usd",
          "%00",
          "%2e%2e",
          "%F0%9F%98%80",
          "a%20b",
          "-",
          LONG.substring(0, 300));
  private static final List<String> BAD_IDS =
      List.of("0", "-1", "abc", "1%20", "%00", "9223372036854775808", LONG.substring(0, 300));
  private static final List<String> BAD_TIMES =
      List.of(
          "yesterday",
          "1",
          "",
          "2026-13-01T00:00:00Z",
          "2026-01-31T12:00:00",
          "%2B999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z");

  /** What each parameter of path and query may not be. */
  private static final Map<String, List<String>> BAD_VALUES =
      Map.ofEntries(
          Map.entry("limit", List.of("0", "-1", "501", "abc", "1.5", "", "1e1", "99999999999")),
          Map.entry("cursor", List.of("!!", "AAAA", "", "%00", LONG.substring(0, 300))),
          Map.entry("from", BAD_TIMES),
          Map.entry("to", BAD_TIMES),
          Map.entry("at", BAD_TIMES),
          Map.entry("after", BAD_TIMES),
          Map.entry("day", List.of("", "today", "2026-02-30", "2026-1-1", "2026-01-31T12:00:00Z")),
          Map.entry("format", List.of("", "csv", "XML")),
          Map.entry("sequence", BAD_IDS),
          Map.entry("interval", List.of("2m", "", "1M")),
          Map.entry("status", List.of("open", "", "ALL")),
          Map.entry("state", List.of("live", "", "ALL")),
          Map.entry("symbol", BAD_NAMES),
          Map.entry("currency", BAD_NAMES),
          Map.entry("orderId", BAD_IDS),
          Map.entry("id", BAD_IDS),
          Map.entry("role", List.of("boss", "")),
          Map.entry("since", List.of("", "1")),
          Map.entry("since_id", List.of("", "-1", "abc", "1.5", "9999999999999999999")),
          Map.entry("until_id", List.of("", "-1", "abc", "1.5", "9999999999999999999")),
          Map.entry("kind", List.of("", "PASSPORT", "selfie")),
          Map.entry("case", List.of("", "1", "abc")),
          Map.entry("user", List.of("nothing", "%00")),
          Map.entry("connector", List.of("", "Stripe", "%00")),
          Map.entry("chain", List.of("", "Bitcoin", "%00")),
          Map.entry("attention", List.of("", "yes")),
          Map.entry("provider", List.of("paypal", "%00")),
          Map.entry("rail", List.of("", "Bank", "%00")),
          Map.entry("beneficiary", List.of("", "1", "abc")),
          Map.entry("amount", List.of("", "1e3", "abc")),
          Map.entry("email", List.of()),
          Map.entry("actor", List.of()),
          Map.entry("action", List.of()),
          Map.entry("target", List.of()));

  private static final List<String> BAD_DECIMALS =
      List.of(
          "-1",
          "0",
          "",
          "1e3",
          "0.0000000000001",
          "9".repeat(30),
          "9".repeat(60),
          " 1",
          "1,5",
          "NaN",
          "+1",
          "0x1");

  private static final Set<String> DECIMALS = Set.of("price", "quantity");

  /** For SQL, JSON, logs, formatters and pages. */
  private static final List<String> CODE =
      List.of(
          "Robert'); drop table users; --",
          "\" or 1=1 --",
          "x\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
          "${jndi:ldap://127.0.0.1/x} %n%s {} <script>alert(1)</script>",
          "a\0b");

  @TempDir static Path folder;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static BourseServer server;
  private static String token;
  private static String orderId;
  private static JsonNode contract;

  /** A request that must be refused. */
  private record Wrong(
      String what,
      String method,
      String path,
      List<String> headers,
      String body,
      Charset charset,
      String field) {
    Wrong(
        String what, String method, String path, List<String> headers, String body, String field) {
      this(what, method, path, headers, body, StandardCharsets.UTF_8, field);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    Files.copy(
        Path.of("..", "..", "config-samples", "markets.yaml"), folder.resolve("markets.yaml"));
    Map<String, String> settings = new HashMap<>();
    for (String port : List.of("http", "management", "kafka", "objects")) {
      settings.put(port + ".port", "0");
    }
    settings.put("kafka.controller-port", "0");
    settings.put("tls.mode", "off");
    settings.put("limits.address", "1000000000");
    settings.put("limits.user", "1000000000");
    settings.put("auth.verify-email", "false");
    settings.put("markets.file", folder.resolve("markets.yaml").toString());
    Path data = Files.createDirectory(folder.resolve("data"));
    server =
        new BourseServer(Settings.of(BourseServer.catalogue(), settings), data, Progress.silent());
    server.start();
    contract = json(HTTP.send(get("/openapi.json"), BodyHandlers.ofByteArray()));
    post(
        "/v1/auth/register",
        """
        {"email":"%s","password":"%s","fullName":"Ada"}\
        """
            .formatted(EMAIL, PASSWORD));
    token =
        post(
                "/v1/auth/login",
                """
                {"email":"%s","password":"%s"}\
                """
                    .formatted(EMAIL, PASSWORD))
            .get("accessToken")
            .textValue();
    String operator = Keystore.openExisting(data.resolve("keystore")).operatorToken();
    operate(
        operator,
        "/operator/deposits",
        """
        {"email":"%s","currency":"USD","amount":"1000","reference":"bad-input"}\
        """
            .formatted(EMAIL));
    operate(operator, "/operator/users/" + EMAIL + "/roles", "{\"grant\":[\"SUPERADMIN\"]}");
    String code = AuthenticatorApp.code(post("/v1/me/totp", "{}").get("secret").textValue());
    post("/v1/me/totp/confirmation", "{\"code\":\"" + code + "\"}");
    orderId = post("/v1/orders", ORDER.replace("never", "resting")).get("id").textValue();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    HTTP.close();
  }

  @TestFactory
  Stream<DynamicTest> everyOperationRefusesWhatIsWrongAndChangesNothing() {
    List<DynamicTest> tests = new ArrayList<>();
    contract
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation -> {
                  String method = operation.getKey().toUpperCase(Locale.ROOT);
                  if (!method.equals("PARAMETERS")) {
                    tests.add(
                        DynamicTest.dynamicTest(
                            method + " " + path.getKey(), () -> sweep(method, path.getKey())));
                  }
                }));
    assertTrue(tests.size() >= 24, "The contract has " + tests.size() + " operations");
    return tests.stream();
  }

  private static void sweep(String method, String path) throws Exception {
    String before = state();
    List<String> failures = new ArrayList<>();
    List<Wrong> cases = cases(method, path);
    for (Wrong wrong : cases) {
      HttpResponse<byte[]> answer = send(wrong);
      String flaw = flaw(wrong, answer);
      if (!flaw.isEmpty()) {
        failures.add(
            wrong.what() + ": " + flaw + ": " + answer.statusCode() + " " + text(answer.body()));
      }
    }
    assertTrue(!cases.isEmpty(), "There is something to try");
    assertEquals("", String.join("\n", failures));
    assertEquals(before, state());
  }

  /** What is wrong with the answer; empty when it is as it must be. */
  private static String flaw(Wrong wrong, HttpResponse<byte[]> answer) throws IOException {
    JsonNode problem = json(answer);
    if (answer.statusCode() == 200 && wrong.path().equals("/v1/orders/batch")) {
      problem = problem.at("/results/0/problem");
    } else if (!answer
        .headers()
        .firstValue("Content-Type")
        .equals(Optional.of("application/problem+json"))) {
      return "is no problem";
    }
    int status = problem.path("status").asInt();
    if (status < 400 || status > 499) {
      return "is not refused";
    }
    ErrorCode code = ErrorCode.of(problem.path("code").asInt());
    if (!problem.path("type").asText().equals("/problems/" + code.number())
        || problem.path("detail").asText().isBlank()
        || problem.path("requestId").asText().isBlank()) {
      return "does not say enough";
    }
    JsonNode error = problem.at("/errors/0");
    if (code == ErrorCode.INVALID_FIELD
        && (error.path("rule").asText().isBlank() || error.path("message").asText().isBlank())) {
      return "names no rule";
    }
    boolean namesField = error.path("field").asText().equals(wrong.field());
    return wrong.field().isEmpty() || error.isMissingNode() || namesField
        ? ""
        : "names another field than " + wrong.field();
  }

  private static List<Wrong> cases(String method, String path) {
    JsonNode item = contract.get("paths").get(path);
    JsonNode operation = item.get(method.toLowerCase(Locale.ROOT));
    boolean isPublic = operation.has("security") && operation.get("security").isEmpty();
    String good = method + " " + path;
    List<Wrong> cases = new ArrayList<>();
    String address = address(path, Map.of());
    String body = GOOD_BODIES.getOrDefault(good, "");
    if (!isPublic) {
      for (String header : List.of("", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer a.b.c")) {
        cases.add(new Wrong("as '" + header + "'", method, address, bearer(header), body, ""));
      }
      for (String signature : List.of("", "AAAA", "!")) {
        cases.add(new Wrong("signed", method, address, signed(signature), body, ""));
      }
    }
    if (path.equals("/v1/stream")) {
      cases.add(new Wrong("no upgrade", method, address, List.of(), body, ""));
      return cases;
    }
    cases.add(
        new Wrong("unknown parameter", method, address + "?colour=red", auth(), body, "colour"));
    if (!method.equals("GET") && !takesKey(operation)) {
      List<String> headers = new ArrayList<>(auth());
      headers.addAll(List.of("Idempotency-Key", "key-1"));
      cases.add(new Wrong("key", method, address, headers, body, "Idempotency-Key"));
    }
    for (JsonNode list : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (JsonNode parameter : list) {
        parameterCases(cases, method, path, body, resolved(parameter));
      }
    }
    if (operation.at("/requestBody/content").has("application/json")) {
      bodyCases(cases, method, address, GOOD_BODIES.get(good));
    }
    return cases;
  }

  private static boolean takesKey(JsonNode operation) {
    return operation
        .path("parameters")
        .valueStream()
        .map(BadInputTest::resolved)
        .anyMatch(parameter -> parameter.get("name").asText().equals("Idempotency-Key"));
  }

  private static void parameterCases(
      List<Wrong> cases, String method, String path, String body, JsonNode parameter) {
    String name = parameter.get("name").textValue();
    switch (parameter.get("in").textValue()) {
      case "path" -> {
        for (String value : BAD_VALUES.getOrDefault(name, List.of("nothing", "%00"))) {
          String address = address(path, Map.of(name, value));
          cases.add(new Wrong(name + " " + value, method, address, auth(), body, name));
        }
      }
      case "query" -> {
        String address = address(path, Map.of()) + "?" + name + "=";
        for (String value : BAD_VALUES.get(name)) {
          cases.add(new Wrong(name + " " + value, method, address + value, auth(), body, name));
        }
        String twice = address + "1&" + name + "=1";
        cases.add(new Wrong(name + " twice", method, twice, auth(), body, name));
      }
      case "header" -> {
        if (name.equals("Bourse-At-Least-Sequence")) {
          for (String value : List.of("-1", "x", "1.5", "99999999999999999")) {
            List<String> headers = new ArrayList<>(auth());
            headers.addAll(List.of(name, value));
            String address = address(path, Map.of());
            cases.add(new Wrong(name + " " + value, method, address, headers, body, name));
          }
        } else {
          List<String> headers = new ArrayList<>(auth());
          headers.addAll(List.of(name, "not a key"));
          String unnamed = body.replace(",\"clientOrderId\":\"never\"", "");
          cases.add(new Wrong(name, method, address(path, Map.of()), headers, unnamed, name));
        }
      }
      default -> throw new AssertionError("A parameter in " + parameter.get("in"));
    }
  }

  private static void bodyCases(List<Wrong> cases, String method, String address, String good) {
    for (String type :
        List.of("", "text/plain", "application/xml", "application/json; charset=iso-8859-1")) {
      cases.add(new Wrong("type '" + type + "'", method, address, headers(type), good, ""));
    }
    List<String> texts =
        List.of(
            "",
            "{",
            "[]",
            "7",
            "null",
            "\"text\"",
            "{'a':1}",
            good + "x",
            good + good,
            good.substring(0, good.length() - 1),
            "[".repeat(10_000),
            "{\"a\":".repeat(10_000),
            good.replaceFirst("\\{", "{\"colour\":\"red\","),
            good.replaceFirst("\\{(\"[a-zA-Z]+\":)", "{$1null,$1"));
    for (String text : texts) {
      String what = "body " + (text.length() > 80 ? text.substring(0, 80) : text);
      cases.add(new Wrong(what, method, address, headers("application/json"), text, ""));
    }
    String latin = good.replaceFirst(":\"", ":\"\u00e9");
    if (!latin.equals(good)) {
      cases.add(
          new Wrong(
              "Latin 1",
              method,
              address,
              headers("application/json"),
              latin,
              StandardCharsets.ISO_8859_1,
              ""));
    }
    String large = good.substring(0, good.length() - 1) + " ".repeat(1 << 20) + "}";
    cases.add(new Wrong("large", method, address, headers("application/json"), large, ""));
    fieldCases(cases, method, address, tree(good), tree(good), "");
  }

  /** Spoils every field of the body in turn. */
  private static void fieldCases(
      List<Wrong> cases,
      String method,
      String address,
      ObjectNode root,
      ObjectNode object,
      String path) {
    for (Map.Entry<String, JsonNode> field : List.copyOf(object.deepCopy().properties())) {
      String name = field.getKey();
      List<JsonNode> values = new ArrayList<>();
      values.add(object.numberNode(7));
      values.add(object.numberNode(1.5));
      values.add(object.booleanNode(true));
      values.add(object.objectNode());
      values.add(object.arrayNode().add(NullNode.instance));
      if (field.getValue().isTextual()) {
        values.add(object.textNode(LONG));
        values.add(object.textNode(""));
      }
      if (DECIMALS.contains(name)) {
        BAD_DECIMALS.forEach(decimal -> values.add(object.textNode(decimal)));
      }
      for (JsonNode value : values) {
        ObjectNode spoilt = root.deepCopy();
        (path.isEmpty() ? spoilt : (ObjectNode) spoilt.get("operations").get(0)).set(name, value);
        String text = spoilt.toString();
        String what = path + name + " " + (text.length() > 300 ? "long" : value);
        boolean isOrder = DECIMALS.contains(name) || name.equals("symbol");
        cases.add(
            new Wrong(
                what,
                method,
                address,
                headers("application/json"),
                text,
                isOrder ? path + name : ""));
      }
      if (field.getValue() instanceof ArrayNode list && list.get(0) instanceof ObjectNode first) {
        fieldCases(cases, method, address, root.deepCopy(), first, name + "[0].");
      }
    }
  }

  @Test
  void s37_codeInAnyTextOfAnyBodyIsKeptAsTextOrRefused() throws Exception {
    List<String> faults = new ArrayList<>();
    int tried = 0;
    for (Map.Entry<String, String> good : GOOD_BODIES.entrySet()) {
      String[] operation = good.getKey().split(" ");
      String address = address(operation[1], Map.of());
      ObjectNode body = tree(good.getValue());
      for (ObjectNode holder : objects(body)) {
        for (Map.Entry<String, JsonNode> field : List.copyOf(holder.deepCopy().properties())) {
          for (String code : field.getValue().isTextual() ? CODE : List.<String>of()) {
            holder.put(field.getKey(), code);
            HttpResponse<byte[]> answer =
                send(
                    new Wrong(
                        "", operation[0], address, headers("application/json"), body + "", ""));
            tried++;
            if (answer.statusCode() >= 500) {
              faults.add(good.getKey() + " " + body + ": " + text(answer.body()));
            }
          }
          holder.set(field.getKey(), field.getValue());
        }
      }
    }
    assertEquals("", String.join("\n", faults));
    assertTrue(tried > 500, "texts that were tried: " + tried);
    assertEquals(
        EMAIL,
        json(send(new Wrong("", "GET", "/v1/me", auth(), "", ""))).get("email").textValue(),
        "the table of users is there");
  }

  /** The object and those in it. */
  private static List<ObjectNode> objects(JsonNode node) {
    List<ObjectNode> objects = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(part -> objects.addAll(objects(part)));
    return objects;
  }

  @TestFactory
  Stream<DynamicTest> aCursorOfTheRightShapeIsNeverAFault() {
    return Stream.of(
            "/v1/orders",
            "/v1/trades",
            "/v1/wallets/USD/entries",
            "/v1/symbols/BTC-USD/trades",
            "/v1/me/sessions")
        .map(path ->
            DynamicTest.dynamicTest(
                path,
                () -> {
                  for (long part : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
                    String cursor =
                        path.endsWith("sessions") ? Cursor.of(part, part) : Cursor.of(part);
                    Wrong odd = new Wrong("", "GET", path + "?cursor=" + cursor, auth(), "", "");
                    HttpResponse<byte[]> answer = send(odd);
                    assertTrue(answer.statusCode() < 500, part + ": " + text(answer.body()));
                  }
                }));
  }

  /** What must stay: the log's end, the caller's order, wallets and sessions. */
  private static String state() throws Exception {
    String metrics =
        text(
            HTTP.send(
                    HttpRequest.newBuilder(server.management().resolve("/metrics")).build(),
                    BodyHandlers.ofByteArray())
                .body());
    Matcher figure = Pattern.compile("(?m)^bourse_exchange_sequence (.*)$").matcher(metrics);
    assertTrue(figure.find(), metrics);
    long sequence = (long) Double.parseDouble(figure.group(1));
    List<String> headers = new ArrayList<>(auth());
    headers.addAll(List.of("Bourse-At-Least-Sequence", Long.toString(sequence)));
    StringBuilder state = new StringBuilder("sequence ").append(sequence);
    for (String path : List.of("/v1/orders?status=OPEN", "/v1/wallets", "/v1/me")) {
      HttpResponse<byte[]> answer = send(new Wrong("", "GET", path, headers, "", ""));
      assertEquals(200, answer.statusCode(), text(answer.body()));
      state.append('\n').append(text(answer.body()));
    }
    JsonNode sessions = json(send(new Wrong("", "GET", "/v1/me/sessions", auth(), "", "")));
    return state.append('\n').append(sessions.get("items").size()).toString();
  }

  private static String address(String path, Map<String, String> given) {
    String address = path;
    String nobody = "018f0000-0000-7000-8000-000000000000";
    Map<String, String> good =
        Map.ofEntries(
            Map.entry("symbol", "BTC-USD"),
            Map.entry("currency", "USD"),
            Map.entry("clientOrderId", "resting"),
            Map.entry("user", "nobody@example.org"),
            Map.entry("account", "nobody@example.org"),
            Map.entry("action", "nothing"),
            Map.entry("provider", "stripe"),
            Map.entry("sequence", "999999999"),
            Map.entry("hit", nobody),
            Map.entry("file", nobody),
            Map.entry("id", path.contains("orders") ? orderId : nobody));
    for (Map.Entry<String, String> parameter : good.entrySet()) {
      String name = parameter.getKey();
      address = address.replace("{" + name + "}", given.getOrDefault(name, parameter.getValue()));
    }
    return address;
  }

  private static List<String> auth() {
    return bearer("Bearer " + token);
  }

  private static List<String> bearer(String value) {
    List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
    if (!value.isEmpty()) {
      headers.addAll(List.of("Authorization", value));
    }
    return headers;
  }

  /** By a key that there is not. */
  private static List<String> signed(String signature) {
    String now = Long.toString(System.currentTimeMillis());
    return List.of(
        "Content-Type",
        "application/json",
        "Bourse-Key",
        "018f0000-0000-7000-8000-000000000000",
        "Bourse-Timestamp",
        now,
        "Bourse-Signature",
        signature);
  }

  private static List<String> headers(String contentType) {
    List<String> headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
    if (!contentType.isEmpty()) {
      headers.addAll(List.of("Content-Type", contentType));
    }
    return headers;
  }

  private static HttpResponse<byte[]> send(Wrong wrong) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.api() + wrong.path()))
            .method(
                wrong.method(),
                wrong.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(wrong.body(), wrong.charset()));
    if (!wrong.headers().isEmpty()) {
      request.headers(wrong.headers().toArray(String[]::new));
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest get(String path) {
    return HttpRequest.newBuilder(server.api().resolve(path)).build();
  }

  private static JsonNode post(String path, String body) throws Exception {
    List<String> headers = token == null ? List.of("Content-Type", "application/json") : auth();
    HttpResponse<byte[]> answer = send(new Wrong("", "POST", path, headers, body, ""));
    assertTrue(answer.statusCode() < 300, text(answer.body()));
    return json(answer);
  }

  private static void operate(String operatorToken, String path, String body) throws Exception {
    HttpResponse<byte[]> answer =
        HTTP.send(
            HttpRequest.newBuilder(server.management().resolve(path))
                .header("Authorization", "Bearer " + operatorToken)
                .header("Bourse-Operator", "tests")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofByteArray());
    assertTrue(answer.statusCode() < 300, text(answer.body()));
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? contract.at(node.get("$ref").textValue().substring(1)) : node;
  }

  private static ObjectNode tree(String text) {
    try {
      return (ObjectNode) Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return Json.mapper().readTree(answer.body());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
