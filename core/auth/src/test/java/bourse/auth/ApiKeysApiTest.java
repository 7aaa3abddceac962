package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthServer.Answer;
import bourse.auth.AuthServer.Node;
import bourse.platform.audit.Act;
import bourse.platform.data.Database;
import bourse.platform.http.Json;
import bourse.testing.RequestSigner;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** API keys and what is signed with them, on each of the databases. */
@ParameterizedClass
@EnumSource
class ApiKeysApiTest {
  private static final String KEYS = "/v1/me/api-keys";
  private static final Map<String, ?> HMAC =
      Map.of("label", "Bot", "algorithm", "HMAC_SHA256", "scopes", List.of("READ", "TRADE"));

  @Parameter Database.Dialect dialect;

  @TempDir static Path directory;
  private static AuthServer servers;
  private static Node server;
  private static int users;

  private String email;
  private String ada;
  private int nonces;

  @BeforeParameterizedClassInvocation
  static void start(Database.Dialect dialect) throws Exception {
    servers = new AuthServer(dialect, Files.createDirectory(directory.resolve(dialect.name())));
    server = servers.start();
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    servers.close();
  }

  @BeforeEach
  void logIn() throws Exception {
    users++;
    email = "ada" + users + "@example.com";
    ada = server.newUser(email);
    servers.pass(Duration.ofSeconds(2));
  }

  @Test
  void aKeySignsWhatItsScopesAreFor() throws Exception {
    Answer made = make(HMAC);
    RequestSigner bot = hmac(made);

    assertEquals(email, signed(bot, "GET", "/v1/me", null).expect(200).text("email"));
    signed(bot, "POST", "/test/trade", Map.of("order", "ä")).expect(204);
    Answer refused = signed(bot, "POST", "/test/withdraw", Map.of()).refused(403, 3003);
    assertTrue(refused.text("detail").contains("WITHDRAW"), refused.text("detail"));
    signed(bot, "POST", KEYS, HMAC).refused(403, 3003);
    signed(bot, "GET", "/v1/me/sessions?limit=3&cursor=", null).refused(400, 1002);
  }

  @Test
  void aReadKeyDoesNotTrade() throws Exception {
    KeyPair pair = RequestSigner.newPair();
    Answer made =
        make(
            Map.of(
                "label",
                "Reader",
                "algorithm",
                "ED25519",
                "publicKey",
                RequestSigner.pem(pair),
                "scopes",
                List.of("READ")));
    assertTrue(made.body().path("secret").isMissingNode(), "the server has none");
    RequestSigner bot = RequestSigner.ed25519(id(made), pair, here());

    signed(bot, "GET", "/v1/me/sessions?limit=3", null).expect(200);
    signed(bot, "POST", "/test/trade", Map.of()).refused(403, 3003);
    RequestSigner other = RequestSigner.ed25519(id(made), RequestSigner.newPair(), here());
    signed(other, "GET", "/v1/me", null).refused(401, 3091);
  }

  @Test
  void whatWasSignedIsWhatCounts() throws Exception {
    Answer made = make(HMAC);
    RequestSigner bot = hmac(made);
    long now = millis();
    String body = Json.mapper().writeValueAsString(Map.of("a", "1"));
    Map<String, ?> sent = Map.of("a", "1");

    server
        .send("POST", null, "/test/trade?x=1", sent, bot.headers("POST", "/test/trade", body, now))
        .refused(401, 3091);
    server
        .send("POST", null, "/test/trade", Map.of(), bot.headers("POST", "/test/trade", body, now))
        .refused(401, 3091);
    server
        .send("GET", null, "/v1/me", null, bot.headers("POST", "/v1/me", "", now))
        .refused(401, 3091);
    String[] wider = bot.headers("POST", "/test/trade", body, now);
    wider[5] = "60000";
    server.send("POST", null, "/test/trade", sent, wider).refused(401, 3091);
    String[] otherKey = bot.headers("POST", "/test/trade", body, now);
    otherKey[1] = id(make(HMAC));
    server.send("POST", null, "/test/trade", sent, otherKey).refused(401, 3091);
    RequestSigner forAnother =
        RequestSigner.hmac(id(made), made.text("secret"), URI.create("https://other.example"));
    server
        .send("GET", null, "/v1/me", null, forAnother.headers("GET", "/v1/me", "", now))
        .refused(401, 3091);
    String[] asItIs = bot.headers("POST", "/test/trade", body, now);
    server.send("POST", null, "/test/trade", sent, asItIs).expect(204);
  }

  @Test
  void aSignatureThatCanNotBeReadNamesTheHeader() throws Exception {
    RequestSigner bot = hmac(make(HMAC));
    for (Map.Entry<Integer, List<String>> bad :
        Map.of(
                1, List.of("", "me"),
                3, List.of("", "soon", "-1", "9999999999999999"),
                5, List.of("0", "60001", "1e3"),
                7, List.of("x".repeat(101)))
            .entrySet()) {
      for (String value : bad.getValue()) {
        String[] headers = bot.headers("GET", "/v1/me", "", millis());
        headers[bad.getKey()] = value;
        Answer answer = server.send("GET", null, "/v1/me", null, headers).refused(400, 1002);
        assertEquals(
            headers[bad.getKey() - 1], answer.body().at("/errors/0/field").asText(), value);
      }
    }
    String[] headers = bot.headers("GET", "/v1/me", "", millis());
    server.send("GET", ada, "/v1/me", null, headers).refused(400, 1002);
    headers[7] = "not Base64!";
    server.send("GET", null, "/v1/me", null, headers).refused(401, 3091);
  }

  @Test
  void aRequestIsTakenOnceAndInItsWindowAlone() throws Exception {
    RequestSigner bot = hmac(make(HMAC));
    String[] once = bot.headers("GET", "/v1/me", "", millis());
    server.send("GET", null, "/v1/me", null, once).expect(200);
    server.send("GET", null, "/v1/me", null, once).refused(401, 3093);
    long now = millis();
    for (String nonce : List.of("1", "2")) {
      server
          .send("GET", null, "/v1/me", null, bot.headers("GET", "/v1/me", "", now, 5_000, nonce))
          .expect(200);
    }

    server
        .send("GET", null, "/v1/me", null, bot.headers("GET", "/v1/me", "", millis() + 3_000))
        .refused(401, 3092);
    String[] late = bot.headers("GET", "/v1/me", "", millis(), 60_000, "late");
    String[] tooLate = bot.headers("GET", "/v1/me", "", millis(), 50_000, "");
    servers.pass(Duration.ofSeconds(52));
    server.send("GET", null, "/v1/me", null, tooLate).refused(401, 3092);
    server.send("GET", null, "/v1/me", null, late).expect(200);
  }

  @Test
  void whatCameBeforeARestartDoesNotComeAgain() throws Exception {
    Answer made = make(HMAC);
    RequestSigner bot = hmac(made);
    String[] caught = bot.headers("POST", "/test/trade", "{}", millis() + 500, 60_000, "");
    server.send("POST", null, "/test/trade", Map.of(), caught).expect(204);

    server = servers.restart();
    server.send("POST", null, "/test/trade", Map.of(), caught).refused(401, 3092);
    servers.pass(Duration.ofSeconds(2));
    server.send("POST", null, "/test/trade", Map.of(), caught).refused(401, 3092);
    server
        .send("GET", null, "/v1/me", null, hmac(made).headers("GET", "/v1/me", "", millis()))
        .expect(200);
  }

  @Test
  void ofManyWhoSendTheSameRequestOneIsHeard() throws Exception {
    RequestSigner bot = hmac(make(HMAC));
    String[] same = bot.headers("POST", "/test/trade", "{}", millis());
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> sends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sends.add(() -> server.send("POST", null, "/test/trade", Map.of(), same));
      }
      for (Future<Answer> answer : threads.invokeAll(sends)) {
        statuses.add(answer.get().status());
      }
    }
    assertEquals(1, statuses.stream().filter(status -> status == 204).count(), statuses::toString);
  }

  @Test
  void aKeyWorksFromItsAddressesAlone() throws Exception {
    Map<String, Object> wanted = new HashMap<>(HMAC);
    wanted.put("addresses", List.of("203.0.113.0/24"));
    signed(hmac(make(wanted)), "GET", "/v1/me", null).refused(403, 3094);
    wanted.put("addresses", List.of("203.0.113.0/24", "127.0.0.0/8"));
    signed(hmac(make(wanted)), "GET", "/v1/me", null).expect(200);

    wanted.put("scopes", List.of("WITHDRAW"));
    RequestSigner bot = hmac(make(wanted));
    signed(bot, "POST", "/test/withdraw", Map.of()).expect(204);
    signed(bot, "POST", "/test/trade", Map.of()).refused(403, 3003);
    wanted.remove("addresses");
    refusedField(wanted, "addresses");
  }

  @Test
  void aRevokedOrExpiredKeyAndOneOfAFrozenUserIsRefusedAtOnce() throws Exception {
    Answer made = make(HMAC);
    RequestSigner revoked = hmac(made);
    signed(revoked, "GET", "/v1/me", null).expect(200);
    server.delete(ada, KEYS + "/" + id(made)).expect(204);
    signed(revoked, "GET", "/v1/me", null).refused(401, 3090);
    server.delete(ada, KEYS + "/" + id(made)).refused(404, 1004);

    Map<String, Object> wanted = new HashMap<>(HMAC);
    wanted.put("expiresAt", servers.now().plusSeconds(60).toString());
    RequestSigner expiring = hmac(make(wanted));
    RequestSigner lasting = hmac(make(HMAC));
    servers.pass(Duration.ofSeconds(59));
    signed(expiring, "GET", "/v1/me", null).expect(200);
    servers.pass(Duration.ofSeconds(1));
    signed(expiring, "GET", "/v1/me", null).refused(401, 3090);

    signed(lasting, "GET", "/v1/me", null).expect(200);
    User user = server.users().findByEmail(email).orElseThrow();
    server.users().setStatus(user.id(), UserStatus.FROZEN, (handle, before) -> {});
    signed(lasting, "GET", "/v1/me", null).refused(401, 3090);
    server.users().setStatus(user.id(), UserStatus.ACTIVE, (handle, before) -> {});
    signed(lasting, "GET", "/v1/me", null).expect(200);
  }

  @Test
  void anotherServerHearsOfARevocationWithinSeconds() throws Exception {
    Node other = servers.start();
    servers.pass(Duration.ofSeconds(2));
    Answer made = make(HMAC);
    RequestSigner bot =
        RequestSigner.hmac(id(made), made.text("secret"), URI.create(other.origin()));
    other.send("GET", null, "/v1/me", null, bot.headers("GET", "/v1/me", "", millis())).expect(200);
    server.delete(ada, KEYS + "/" + id(made)).expect(204);
    servers.pass(LiveSessions.BELIEVED);
    other
        .send("GET", null, "/v1/me", null, bot.headers("GET", "/v1/me", "", millis()))
        .refused(401, 3090);
  }

  @Test
  void whatWasCaughtAtOneServerIsNotTakenByAnother() throws Exception {
    Node other = servers.start();
    servers.pass(Duration.ofSeconds(2));
    String[] caught = hmac(make(HMAC)).headers("GET", "/v1/me", "", millis());
    server.send("GET", null, "/v1/me", null, caught).expect(200);
    server.send("GET", null, "/v1/me", null, caught).refused(401, 3093);
    other.send("GET", null, "/v1/me", null, caught).refused(401, 3091);
  }

  @Test
  void keysAreListedWithTheirLastUseAndNeverWithASecret() throws Exception {
    Answer made = make(HMAC);
    String secret = made.text("secret");
    assertEquals(43, secret.length());
    signed(hmac(made), "GET", "/v1/me", null).expect(200);

    Answer listed = server.get(ada, KEYS).expect(200);
    assertEquals("127.0.0.1", listed.body().at("/items/0/lastUsedAddress").asText());
    assertTrue(listed.body().at("/items/0").has("lastUsedAt"));
    assertFalse(listed.body().toString().contains(secret));
    assertFalse(servers.dump("select * from api_keys").contains(secret), "encrypted");
    while (!servers
        .dump("select last_used_address from api_keys where id = '" + id(made) + "'")
        .contains("127.0.0.1")) {
      Thread.sleep(10);
    }
    server = servers.restart();
    ada = server.login(email, Map.of()).expect(200).text("accessToken");
    assertEquals(
        "127.0.0.1",
        server.get(ada, KEYS).expect(200).body().at("/items/0/lastUsedAddress").asText());
  }

  @Test
  void nobodySeesOrEndsTheKeysOfAnother() throws Exception {
    Answer made = make(HMAC);
    String bob = server.newUser("bob" + email);
    assertEquals(0, server.get(bob, KEYS).expect(200).body().path("items").size());
    server.delete(bob, KEYS + "/" + id(made)).refused(404, 1004);
    signed(hmac(made), "GET", "/v1/me", null).expect(200);
  }

  @Test
  void aKeyIsMadeByWhoShowedAFactorAMomentAgo() throws Exception {
    String refresh = server.login(email, Map.of()).expect(200).text("refreshToken");
    servers.pass(Duration.ofMinutes(6));
    String later =
        server
            .post(null, "/v1/auth/refresh", Map.of("refreshToken", refresh))
            .expect(200)
            .text("accessToken");
    server.post(later, KEYS, HMAC).refused(403, 3033);
    server.post(later, "/v1/auth/step-up", Map.of("password", AuthServer.PASSWORD)).expect(200);
    server.post(later, KEYS, HMAC).expect(201);
  }

  @Test
  void whatIsWrongWithAKeyIsNamed() throws Exception {
    Map<String, Object> good = new HashMap<>(HMAC);
    for (Map.Entry<String, List<Object>> bad :
        Map.<String, List<Object>>of(
                "label", List.of("", "x".repeat(101), "two\nlines"),
                "scopes", List.of(List.of(), List.of("READ", "READ")),
                "publicKey", List.of("AAAA"),
                "addresses", List.of(List.of("10.0.0.1/8"), List.of("example.org")),
                "expiresAt", List.of("2020-01-01T00:00:00Z"))
            .entrySet()) {
      for (Object value : bad.getValue()) {
        Map<String, Object> wanted = new HashMap<>(good);
        wanted.put(bad.getKey(), value);
        refusedField(wanted, bad.getKey());
      }
    }
    good.put("algorithm", "ED25519");
    refusedField(good, "publicKey");
    for (String key : List.of("", "AAAA", "A".repeat(43) + "=", "x".repeat(501))) {
      good.put("publicKey", key);
      refusedField(good, "publicKey");
    }
  }

  @Test
  void aUserHasThirtyKeysAtMostAndEachIsOnRecord() throws Exception {
    User user = server.users().findByEmail(email).orElseThrow();
    for (int i = 0; i < 30; i++) {
      make(HMAC);
    }
    Answer refused = server.post(ada, KEYS, HMAC).refused(409, 3095);
    assertTrue(refused.text("detail").contains("30"));
    String last = server.get(ada, KEYS).body().at("/items/0/id").asText();
    server.delete(ada, KEYS + "/" + last).expect(204);
    make(HMAC);

    List<Act> acts =
        servers.acts().stream()
            .filter(act -> act.action().startsWith("apikey."))
            .filter(act -> act.target().equals("user:" + user.id()))
            .toList();
    assertEquals(32, acts.size());
    assertEquals("apikey.revoke", acts.get(30).action());
    assertTrue(acts.get(30).notes().contains(last), acts.get(30).notes());
    assertEquals(30, server.apiKeys().list(Optional.of(user.id()), Optional.empty(), 100).size());
  }

  private long millis() {
    return servers.now().toEpochMilli();
  }

  private Answer make(Map<String, ?> wanted) throws Exception {
    return server.post(ada, KEYS, wanted).expect(201);
  }

  private void refusedField(Map<String, ?> wanted, String field) throws Exception {
    Answer answer = server.post(ada, KEYS, wanted).refused(400, 1002);
    assertEquals(field, answer.body().at("/errors/0/field").asText(), wanted::toString);
  }

  private static String id(Answer made) {
    return made.body().at("/apiKey/id").asText();
  }

  private RequestSigner hmac(Answer made) {
    return RequestSigner.hmac(id(made), made.text("secret"), here());
  }

  private URI here() {
    return URI.create(server.origin());
  }

  private Answer signed(RequestSigner signer, String method, String path, Map<String, ?> body)
      throws Exception {
    String text = body == null ? "" : Json.mapper().writeValueAsString(body);
    return server.send(
        method, null, path, body, signer.headers(method, path, text, millis(), 5_000, nonce()));
  }

  private String nonce() {
    nonces++;
    return "n" + nonces;
  }
}
