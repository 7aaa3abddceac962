package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.platform.access.Role;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Registration, login and sessions through HTTP, on each of the databases. */
@ParameterizedClass
@EnumSource
class AuthApiTest {
  private static final String PASSWORD = "marmalade on tuesdays";

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final InMemoryCache cache = new InMemoryCache();
  private final RecordedAudit audit = new RecordedAudit();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestDatabase database;
  private DataDirectory data;
  private AuthModule auth;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    AccessGuard[] guard = new AccessGuard[1];
    Keystore keystore = Keystore.open(data);
    auth =
        new AuthModule(
            AuthServer.config(false),
            URI.create("http://localhost:8080"),
            database.database(),
            cache,
            keystore,
            audit,
            new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock),
            clock);
    guard[0] = new AccessGuard(auth.authenticator());
    server =
        new HttpServer(
            "http",
            HttpSettings.of("127.0.0.1", 0),
            auth.routes().routes().stream().map(guard[0]::guarded).toList(),
            routing -> {},
            List.of());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    auth.close();
    data.close();
    database.close();
  }

  @Test
  void registersLogsInAndOut() throws Exception {
    register("Ada@Example.com");
    JsonNode tokens = json(200, login("ada@example.COM", PASSWORD));
    assertEquals("Bearer", tokens.get("tokenType").textValue());
    assertEquals(300, tokens.get("expiresIn").intValue());
    JsonNode me = json(200, get("/v1/me", access(tokens)));
    assertEquals("Ada@Example.com", me.get("email").textValue());
    assertEquals("1000", me.get("account").textValue());
    assertEquals("[\"MEMBER\"]", me.get("roles").toString());
    assertFalse(me.toString().contains("argon2"));

    assertEquals(204, post("/v1/auth/logout", null, access(tokens)).statusCode());
    problem(3001, 401, get("/v1/me", access(tokens)));
    problem(3001, 401, refresh(tokens));
  }

  @Test
  void s37_aTextThatTheDatabaseCanNotKeepIsRefusedAndNoFailure() throws Exception {
    register("ada@example.com");
    ObjectNode login = credentials("ada@example.com", PASSWORD).put("device", "phone\u0000");
    HttpResponse<String> answer = post("/v1/auth/login", login, null);
    if (dialect == Database.Dialect.POSTGRESQL) {
      problem(1002, 400, answer);
    } else {
      JsonNode sessions = json(200, get("/v1/me/sessions", access(json(200, answer))));
      assertEquals("phone\u0000", sessions.at("/items/0/device").textValue(), "as it is");
    }
  }

  @Test
  void answersTheSameWhenTheAddressIsTaken() throws Exception {
    JsonNode first = json(202, post("/v1/auth/register", registration("ada@example.com"), null));
    ObjectNode again = registration("ADA@example.com");
    again.put("password", "another long passphrase");
    JsonNode second = json(202, post("/v1/auth/register", again, null));
    assertEquals(List.of("registrationId"), names(first));
    assertEquals(names(first), names(second));
    assertNotEquals(first, second);
    json(200, login("ada@example.com", PASSWORD));
    problem(3002, 401, login("ada@example.com", "another long passphrase"));
  }

  @Test
  void namesWhatIsWrongWithARegistration() throws Exception {
    JsonNode empty = problem(1002, 400, post("/v1/auth/register", object(), null));
    assertEquals(3, empty.get("errors").size(), empty.toString());
    for (String[] wrong :
        new String[][] {
          {"email", "ada", "address"},
          {"email", "ada@example.com\nBcc: eve@example.com", "address"},
          {"email", "a@" + "b".repeat(260), "address"},
          {"fullName", " ", "length"},
          {"fullName", "x".repeat(201), "length"},
          {"phone", "030 123456", "e164"},
          {"password", "half a fox and so on \ud83e", "text"},
        }) {
      ObjectNode registration = registration("ada@example.com");
      registration.put(wrong[0], wrong[1]);
      JsonNode problem = problem(1002, 400, post("/v1/auth/register", registration, null));
      assertEquals(wrong[0], problem.get("errors").get(0).get("field").textValue());
      assertEquals(wrong[2], problem.get("errors").get(0).get("rule").textValue());
    }
    ObjectNode weak = registration("ada@example.com").put("password", "Password123!");
    problem(3006, 400, post("/v1/auth/register", weak, null));
    for (String field : List.of("role", "roles", "balance", "kycLevel", "tenantId", "status")) {
      ObjectNode more = registration("ada@example.com").put(field, "ADMIN");
      JsonNode problem = problem(1002, 400, post("/v1/auth/register", more, null));
      assertEquals("unknown", problem.get("errors").get(0).get("rule").textValue());
    }
    problem(3002, 401, login("ada@example.com", PASSWORD));
  }

  @Test
  void exchangesARefreshTokenOnce() throws Exception {
    register("ada@example.com");
    JsonNode first = json(200, login("ada@example.com", PASSWORD));
    JsonNode second = json(200, refresh(first));
    assertNotEquals(first.get("refreshToken"), second.get("refreshToken"));
    assertEquals(first.get("sessionId"), second.get("sessionId"));
    problem(3007, 409, refresh(first));
    JsonNode third = json(200, refresh(second));
    json(200, get("/v1/me", access(third)));

    aheadMicros.addAndGet(11_000_000);
    problem(3004, 401, refresh(second));
    problem(3001, 401, refresh(third));
    problem(3001, 401, get("/v1/me", access(third)));
  }

  @Test
  void endsTheSessionWhenAnOlderTokenComesBackAtOnce() throws Exception {
    register("ada@example.com");
    JsonNode first = json(200, login("ada@example.com", PASSWORD));
    JsonNode third = json(200, refresh(json(200, refresh(first))));
    assertEquals(List.of(), audit.acts());
    problem(3004, 401, refresh(first));
    problem(3001, 401, refresh(third));
    problem(3001, 401, refresh(first));
    User ada = auth.users().findByEmail("ada@example.com").orElseThrow();
    assertEquals(
        List.of("session.end user:" + ada.id()),
        audit.acts().stream().map(act -> act.action() + " " + act.target()).toList(),
        "told once");
  }

  @Test
  void anEarlierCacheDoesNotReviveAnEndedSession() throws Exception {
    register("ada@example.com");
    JsonNode first = json(200, login("ada@example.com", PASSWORD));
    java.util.Map<String, String> earlier = java.util.Map.copyOf(cache.values);
    json(200, refresh(first));
    aheadMicros.addAndGet(11_000_000);
    problem(3004, 401, refresh(first));
    cache.values.putAll(earlier);
    problem(3001, 401, refresh(first));
    cache.values.clear();
    problem(3001, 401, refresh(first));
  }

  @Test
  void hasOneWinnerAmongManyRefreshes() throws Exception {
    register("ada@example.com");
    JsonNode first = json(200, login("ada@example.com", PASSWORD));
    List<Thread> threads = new ArrayList<>();
    List<HttpResponse<String>> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  answers.add(refresh(first));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(8, answers.size());
    assertEquals(1, answers.stream().filter(answer -> answer.statusCode() == 200).count());
    assertEquals(7, answers.stream().filter(answer -> answer.statusCode() == 409).count());
    HttpResponse<String> winner =
        answers.stream().filter(answer -> answer.statusCode() == 200).findFirst().orElseThrow();
    json(200, refresh(Json.mapper().readTree(winner.body())));
  }

  @Test
  void aForgedRefreshTokenEndsNothing() throws Exception {
    register("ada@example.com");
    JsonNode tokens = json(200, login("ada@example.com", PASSWORD));
    String real = tokens.get("refreshToken").textValue();
    String forged = real.substring(0, 30) + "AAAAAAAA" + real.substring(38);
    for (String token : List.of(forged, "", "x", "é", real + "A")) {
      problem(3001, 401, post("/v1/auth/refresh", object().put("refreshToken", token), null));
    }
    json(200, refresh(tokens));
  }

  @Test
  void withoutTheCacheNobodyLogsInButTokensGoOn() throws Exception {
    register("ada@example.com");
    JsonNode tokens = json(200, login("ada@example.com", PASSWORD));
    cache.stopped = true;
    problem(4004, 503, login("ada@example.com", PASSWORD));
    problem(4004, 503, refresh(tokens));
    aheadMicros.addAndGet(5_000_000);
    json(200, get("/v1/me", access(tokens)));
    JsonNode sessions = json(200, get("/v1/me/sessions", access(tokens)));
    assertEquals(1, sessions.get("items").size(), "the refused login left nothing behind");
    assertEquals(204, post("/v1/auth/logout", null, access(tokens)).statusCode());
    problem(3001, 401, get("/v1/me", access(tokens)));
    cache.stopped = false;
    problem(3001, 401, refresh(tokens));
  }

  @Test
  void keepsSessionsAndRevokedFamiliesUntilTheirTokensHaveExpired() throws Exception {
    register("ada@example.com");
    JsonNode first = json(200, login("ada@example.com", PASSWORD));
    json(200, refresh(json(200, refresh(first))));
    problem(3004, 401, refresh(first));
    pass(Duration.ofDays(1));
    JsonNode later = json(200, login("ada@example.com", PASSWORD));

    assertFalse(auth.cleanUp().work().doPiece());
    assertEquals(List.of(2, 1), List.of(rows("sessions"), rows("revoked_families")));

    for (int i = 0; i < 29 * 3; i++) {
      pass(Duration.ofHours(8));
      later = json(200, refresh(later));
    }
    assertFalse(auth.cleanUp().work().doPiece());
    assertEquals(List.of(1, 0), List.of(rows("sessions"), rows("revoked_families")));

    pass(Duration.ofHours(8));
    later = json(200, refresh(later));
    pass(Duration.ofHours(8));
    later = json(200, refresh(later));
    pass(Duration.ofHours(8));
    problem(3001, 401, refresh(later));
    assertFalse(auth.cleanUp().work().doPiece());
    assertEquals(0, rows("sessions"));
    problem(3001, 401, refresh(later));
  }

  @Test
  void aSessionThatIsNotRefreshedForHalfADayEnds() throws Exception {
    register("ada@example.com");
    JsonNode tokens = json(200, login("ada@example.com", PASSWORD));
    pass(Duration.ofHours(12).minusSeconds(5));
    tokens = json(200, refresh(tokens));
    pass(Duration.ofHours(12));
    problem(3001, 401, refresh(tokens));
    problem(3001, 401, refresh(tokens));
    JsonNode next = json(200, login("ada@example.com", PASSWORD));
    JsonNode listed = json(200, get("/v1/me/sessions", access(next)));
    assertEquals(1, listed.get("items").size(), listed::toString);
  }

  private void pass(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  @Test
  void deletesExpiredSessionsInPieces() throws Exception {
    register("ada@example.com");
    User ada = auth.users().findByEmail("ada@example.com").orElseThrow();
    SessionStore sessions = new SessionStore(database.database(), Duration.ofDays(30), clock);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    for (int i = 0; i < 7; i++) {
      Instant end = i == 6 ? now.plusSeconds(60) : now.minusSeconds(i);
      sessions.insert(
          new Session(Ids.uuid7(), ada.id(), Optional.empty(), now, now, end, Optional.empty()),
          "127.0.0.1",
          handle -> {});
    }

    assertTrue(sessions.deleteExpired(4));
    assertEquals(3, rows("sessions"));
    assertFalse(sessions.deleteExpired(4));
    assertEquals(1, rows("sessions"));
    assertFalse(sessions.deleteExpired(4));
    assertEquals(1, rows("sessions"), "one has not expired");
  }

  @Test
  void listsAndEndsOwnSessionsOnly() throws Exception {
    register("ada@example.com");
    register("eve@example.com");
    JsonNode one = json(200, login("ada@example.com", PASSWORD));
    JsonNode other = json(200, login("ada@example.com", PASSWORD));
    JsonNode eve = json(200, login("eve@example.com", PASSWORD));
    JsonNode page = json(200, get("/v1/me/sessions?limit=1", access(one)));
    assertEquals(other.get("sessionId"), page.get("items").get(0).get("id"));
    assertFalse(page.get("items").get(0).get("current").booleanValue());
    JsonNode rest =
        json(
            200,
            get(
                "/v1/me/sessions?limit=1&cursor=" + page.get("nextCursor").textValue(),
                access(one)));
    assertEquals(one.get("sessionId"), rest.get("items").get(0).get("id"));
    assertTrue(rest.get("nextCursor").isNull());

    String path = "/v1/me/sessions/" + other.get("sessionId").textValue();
    problem(1004, 404, delete(path, access(eve)));
    problem(1004, 404, delete("/v1/me/sessions/not-a-session", access(one)));
    json(200, get("/v1/me", access(other)));
    assertEquals(204, delete(path, access(one)).statusCode());
    problem(3001, 401, get("/v1/me", access(other)));
    problem(1004, 404, delete(path, access(one)));
    json(200, get("/v1/me", access(one)));
  }

  @Test
  void rolesAndStatusWorkOnTheNextRequest() throws Exception {
    register("ada@example.com");
    JsonNode tokens = json(200, login("ada@example.com", PASSWORD));
    User ada = auth.users().findByEmail("ada@example.com").orElseThrow();
    json(200, get("/v1/me", access(tokens)));
    auth.users()
        .changeRoles(
            ada.id(), roles -> Set.of(Role.MEMBER, Role.ADMIN), (handle, before, after) -> {});
    assertEquals(
        Set.of(Role.ADMIN, Role.MEMBER),
        auth.authenticator().authenticate(access(tokens), Optional.empty()).roles());
    auth.users().setStatus(ada.id(), UserStatus.DISABLED, (handle, before) -> {});
    problem(3001, 401, get("/v1/me", access(tokens)));
    problem(3001, 401, refresh(tokens));
    problem(3002, 401, login("ada@example.com", PASSWORD));
    auth.users().setStatus(ada.id(), UserStatus.ACTIVE, (handle, before) -> {});
    problem(3001, 401, get("/v1/me", access(tokens)));
    json(200, login("ada@example.com", PASSWORD));
  }

  @Test
  void aBrowserGetsItsRefreshTokenAsCookieOnly() throws Exception {
    register("ada@example.com");
    ObjectNode login = credentials("ada@example.com", PASSWORD).put("client", "BROWSER");
    problem(3003, 403, post("/v1/auth/login", login, null));
    problem(3003, 403, post("/v1/auth/login", login, null, "Origin", "https://evil.example"));
    HttpResponse<String> answer = post("/v1/auth/login", login, null, "Origin", origin());
    assertFalse(json(200, answer).has("refreshToken"));
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.startsWith("__Host-bourse-refresh="), cookie);
    for (String attribute : List.of("Path=/", "Secure", "HttpOnly", "SameSite=Strict")) {
      assertTrue(cookie.contains("; " + attribute), cookie);
    }
    assertFalse(cookie.contains("Domain"), cookie);
    String sent = cookie.substring(0, cookie.indexOf(';'));
    problem(3003, 403, post("/v1/auth/refresh", object(), null, "Cookie", sent));
    problem(3003, 403, post("/v1/auth/refresh", object(), null, "Cookie", sent, "Origin", "null"));
    HttpResponse<String> refreshed =
        post("/v1/auth/refresh", object(), null, "Cookie", sent, "Origin", origin());
    JsonNode tokens = json(200, refreshed);
    assertFalse(tokens.has("refreshToken"));
    assertNotEquals(cookie, refreshed.headers().firstValue("Set-Cookie").orElseThrow());
    HttpResponse<String> out = post("/v1/auth/logout", null, access(tokens));
    assertTrue(out.headers().firstValue("Set-Cookie").orElseThrow().endsWith("Max-Age=0"));
    problem(3001, 401, post("/v1/auth/refresh", object(), null));
  }

  @Test
  void keepsUsersThroughARestart() throws Exception {
    register("ada@example.com");
    User before = auth.users().findByEmail("ada@example.com").orElseThrow();
    assertEquals(before, auth.users().find(before.id()).orElseThrow());
    assertEquals(before, auth.users().findByAccount(before.account()).orElseThrow());
  }

  private int rows(String table) {
    return database
        .database()
        .jdbi()
        .withHandle(handle ->
            handle.createQuery("select count(*) from " + table).mapTo(Integer.class).one());
  }

  private void register(String email) throws Exception {
    json(202, post("/v1/auth/register", registration(email), null));
  }

  private HttpResponse<String> login(String email, String password) throws Exception {
    return post("/v1/auth/login", credentials(email, password), null);
  }

  private HttpResponse<String> refresh(JsonNode tokens) throws Exception {
    return post(
        "/v1/auth/refresh",
        object().put("refreshToken", tokens.get("refreshToken").textValue()),
        null);
  }

  private static ObjectNode registration(String email) {
    return credentials(email, PASSWORD).put("fullName", "Ada Lovelace");
  }

  private static ObjectNode credentials(String email, String password) {
    return object().put("email", email).put("password", password);
  }

  private static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }

  private static String access(JsonNode tokens) {
    return tokens.get("accessToken").textValue();
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private String origin() {
    return "http://127.0.0.1:" + server.port();
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return send(request(path, token).GET());
  }

  private HttpResponse<String> delete(String path, String token) throws Exception {
    return send(request(path, token).DELETE());
  }

  private HttpResponse<String> post(String path, JsonNode body, String token, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(path, token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body == null) {
      return send(request.POST(BodyPublishers.noBody()));
    }
    String text =
        Json.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(body);
    return send(
        request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(text)));
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofSeconds(20));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    return Json.mapper().readTree(response.body());
  }

  private static JsonNode problem(int code, int status, HttpResponse<String> response)
      throws Exception {
    JsonNode problem = json(status, response);
    assertEquals(code, problem.get("code").intValue(), response.body());
    return problem;
  }
}
