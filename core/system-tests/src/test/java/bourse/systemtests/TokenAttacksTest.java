package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.crypto.Keystore;
import bourse.testing.ProofKey;
import bourse.testing.ProofKey.Claims;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on tokens and sessions, S17 to S20, against a running server. Each must fail. */
class TokenAttacksTest {
  private static final int NOT_AUTHENTICATED = 3001;
  private static final int REUSED = 3004;
  private static final int JUST_EXCHANGED = 3007;
  private static final int PROOF = 3080;
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static Appliance appliance;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    appliance = Appliance.create(folder.resolve("data"), Map.of());
    appliance.start();
    api = appliance.api();
  }

  @AfterAll
  static void stop() {
    if (appliance != null) {
      appliance.close();
    }
  }

  /** What a login gave. */
  private record Login(String access, String refresh) {
    static Login of(Api.Answer answer) {
      answer.expect(200);
      return new Login(answer.text("accessToken"), answer.text("refreshToken"));
    }

    Api.Answer refreshed() throws Exception {
      return api.post("/v1/auth/refresh", Map.of("refreshToken", refresh));
    }
  }

  private static Login login(String email) throws Exception {
    api.newUser(email);
    return again(email);
  }

  private static Login again(String email) throws Exception {
    return Login.of(
        api.post(
            "/v1/auth/login",
            Map.of("email", email, "password", "a long enough password for " + email)));
  }

  @Test
  void s17_aRefreshTokenThatIsUsedAgainEndsTheFamily() throws Exception {
    Login stolen = login("s17@test.example");
    Login second = Login.of(stolen.refreshed());
    Login third = Login.of(second.refreshed());
    Login elsewhere = again("s17@test.example");

    Instant reused = Instant.now();
    refused(REUSED, stolen.refreshed());
    for (Login of : List.of(stolen, second, third)) {
      awaitRefused(of.access(), reused);
    }
    refused(NOT_AUTHENTICATED, third.refreshed());
    api.with(elsewhere.access()).get("/v1/me").expect(200);
    JsonNode act = appliance.operator().get("/operator/audit?limit=1").expect(200).body();
    assertEquals("session.end", act.at("/items/0/action").asText(), act::toString);
  }

  @Test
  void s18_ofRefreshesAtOnceOneWinsAndOneFamilyLives() throws Exception {
    Login first = login("s18@test.example");
    Callable<Api.Answer> refresh = first::refreshed;
    List<Login> winners = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Api.Answer> future :
          threads.invokeAll(Stream.generate(() -> refresh).limit(8).toList())) {
        Api.Answer answer = future.get();
        if (answer.status() == 200) {
          winners.add(Login.of(answer));
        } else {
          assertEquals(JUST_EXCHANGED, answer.expect(409).body().get("code").asInt());
        }
      }
    }
    assertEquals(1, winners.size());
    Login next = Login.of(winners.getFirst().refreshed());
    refused(REUSED, first.refreshed());
    refused(NOT_AUTHENTICATED, next.refreshed());
  }

  @Test
  void s19_noTokenIsTakenThatWeDidNotMake() throws Exception {
    String token = login("s19@test.example").access();
    SignedJWT ours = SignedJWT.parse(token);
    JWTClaimsSet claims = ours.getJWTClaimsSet();
    String kid = ours.getHeader().getKeyID();
    ECKey published = published(kid);
    assertTrue(ours.verify(new ECDSAVerifier(published)));
    ECKey key = signingKey();
    JWSSigner signer = new ECDSASigner(key);
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    JWSSigner theirs = new ECDSASigner(foreign);
    api.with(signed(header(kid).build(), claims, signer)).get("/v1/me").expect(200);

    notTaken(new PlainJWT(new PlainHeader.Builder().type(type()).build(), claims).serialize());
    for (byte[] secret :
        List.of(
            published.toJSONString().getBytes(StandardCharsets.UTF_8),
            published.toECPublicKey().getEncoded())) {
      JWSHeader hmac = new JWSHeader.Builder(JWSAlgorithm.HS256).type(type()).keyID(kid).build();
      notTaken(signed(hmac, claims, new MACSigner(secret)));
    }
    notTaken(signed(header(kid).build(), claims, theirs));
    notTaken(signed(header(kid).jwk(foreign.toPublicJWK()).build(), claims, theirs));
    URI keys = URI.create("http://127.0.0.1:1/jwks.json");
    notTaken(signed(header("theirs").jwkURL(keys).build(), claims, theirs));
    for (String path : List.of("../../", "../../../../dev/null", "' or '1'='1", "")) {
      notTaken(signed(header(path).build(), claims, signer));
    }
    notTaken(signed(header(kid).type(JOSEObjectType.JWT).build(), claims, signer));
    for (JWTClaimsSet wrong :
        List.of(
            of(claims).audience("other-api").build(),
            of(claims).issuer("bourse:elsewhere").build(),
            of(claims).expirationTime(Date.from(Instant.now().minusSeconds(1))).build(),
            of(claims).expirationTime(Date.from(Instant.now().plusSeconds(3_600))).build(),
            of(claims).claim("sid", "0197a2b4-0000-7000-8000-000000000000").build(),
            of(claims).subject("0197a2b4-0000-7000-8000-000000000000").build())) {
      notTaken(signed(header(kid).build(), wrong, signer));
    }
  }

  @Test
  void s19_aNewKeySignsAndTheOldOneVerifiesOn() throws Exception {
    Login before = login("rotation@test.example");
    appliance.operator().send("POST", "/operator/keys/tokens/rotate", "{}").expect(200);
    String after = Login.of(before.refreshed()).access();
    String old = SignedJWT.parse(before.access()).getHeader().getKeyID();
    String newest = SignedJWT.parse(after).getHeader().getKeyID();
    assertNotEquals(old, newest);
    assertTrue(SignedJWT.parse(before.access()).verify(new ECDSAVerifier(published(old))));
    assertTrue(SignedJWT.parse(after).verify(new ECDSAVerifier(published(newest))));
    api.with(before.access()).get("/v1/me").expect(200);
    api.with(after).get("/v1/me").expect(200);
    JsonNode set = api.get("/v1/.well-known/jwks.json").expect(200).body();
    set.get("keys").forEach(key -> assertFalse(key.has("d"), key::toString));
  }

  /** Whatever ends a session ends all that its tokens can do, and its open streams. */
  @Test
  void s20_nothingOutlivesItsSession() throws Exception {
    Api operator = appliance.operator();
    String note = "{\"note\":\"why\"}";
    Map<String, Ending> endings = new LinkedHashMap<>();
    endings.put(
        "logout", (user, login) -> api.with(login.access()).post("/v1/auth/logout", Map.of()));
    endings.put(
        "one",
        (user, login) ->
            operator.send("POST", sessions(user) + "/" + sessionOf(login) + "/end", note));
    endings.put("all", (user, login) -> operator.send("POST", sessions(user) + "/end", note));
    endings.put(
        "elsewhere", (user, login) -> api.with(again(user).access()).delete("/v1/me/sessions"));
    endings.put("password", TokenAttacksTest::changePassword);
    for (String verb : List.of("suspend", "freeze", "reset-factors")) {
      String path = "/operator/users/%s/" + verb;
      endings.put(verb, (user, login) -> operator.send("POST", path.formatted(user), note));
    }
    Map<String, Login> logins = new LinkedHashMap<>();
    Map<String, OpenStream> streams = new LinkedHashMap<>();
    for (String how : endings.keySet()) {
      Login login = login(how + "-s20@test.example");
      logins.put(how, login);
      streams.put(how, OpenStream.open(api.server(), login.access()));
    }
    Login untouched = login("untouched-s20@test.example");
    OpenStream open = OpenStream.open(api.server(), untouched.access());

    Map<String, Instant> ended = new LinkedHashMap<>();
    for (Map.Entry<String, Ending> ending : endings.entrySet()) {
      String how = ending.getKey();
      int status = ending.getValue().end(how + "-s20@test.example", logins.get(how)).status();
      assertTrue(status == 200 || status == 204, how + ": " + status);
      ended.put(how, Instant.now());
    }
    for (String how : endings.keySet()) {
      awaitRefused(logins.get(how).access(), ended.get(how));
      refused(NOT_AUTHENTICATED, logins.get(how).refreshed());
      assertTrue(streams.get(how).isClosedWithin(AT_MOST), how + ": the stream is open");
      Duration took = Duration.between(ended.get(how), streams.get(how).closedAt);
      assertTrue(took.compareTo(AT_MOST) <= 0, how + ": the stream was open for " + took);
    }
    assertFalse(open.isClosedWithin(Duration.ZERO));
    api.with(untouched.access()).get("/v1/me").expect(200);
  }

  /** What a thief of tokens could try who has not the key; and what only its owner can. */
  @Test
  void s20_aBoundTokenIsWorthNothingWithoutItsKey() throws Exception {
    for (ProofKey key : List.of(ProofKey.es256(), ProofKey.edDsa())) {
      String email = "s20-" + key.hashCode() + "@test.example";
      api.newUser(email);
      String login = body("email", email, "password", "a long enough password for " + email);
      Api.Answer given = proven("POST", "/v1/auth/login", login, key.proof("POST", url("login")));
      assertEquals("DPoP", given.expect(200).text("tokenType"));
      Login bound = Login.of(given);
      String me = api.server() + "/v1/me";
      withProof(bound, key.proof("GET", me, bound.access())).expect(200);

      refused(PROOF, api.with(bound.access()).get("/v1/me"));
      refused(PROOF, withProof(bound, ""));
      refused(PROOF, withProof(bound, ProofKey.es256().proof("GET", me, bound.access())));
      String once = key.proof("GET", me, bound.access());
      withProof(bound, once).expect(200);
      refused(PROOF, withProof(bound, once));
      refused(PROOF, withProof(bound, key.proof("GET", me + "/sessions", bound.access())));
      refused(PROOF, withProof(bound, key.proof("POST", me, bound.access())));
      Claims claims = Claims.of("GET", me).withToken(bound.access());
      long now = Instant.now().getEpochSecond();
      refused(PROOF, withProof(bound, key.proof(claims.withTime(now - 70))));
      refused(PROOF, withProof(bound, key.proof(claims.withTime(now + 70))));
      refused(PROOF, withProof(bound, key.proof("GET", me)));
      refused(PROOF, withProof(bound, key.proof("GET", me, "another.token")));

      refused(PROOF, bound.refreshed());
      refused(PROOF, refreshed(bound, ProofKey.edDsa()));
      Login next = Login.of(refreshed(bound, key));
      assertEquals(
          next.refresh(), Login.of(refreshed(bound, key)).refresh(), "the answer was lost");
      Login third = Login.of(refreshed(next, key));
      withProof(third, key.proof("GET", me, third.access())).expect(200);
      refused(REUSED, refreshed(bound, key));
      refused(NOT_AUTHENTICATED, refreshed(third, key));
    }
  }

  @Test
  void s20_aProofIsRefusedWhereNothingIsBound() throws Exception {
    Login bearer = login("bearer@test.example");
    ProofKey key = ProofKey.es256();
    refused(PROOF, withProof(bearer, key.proof("GET", api.server() + "/v1/me", bearer.access())));
    refused(PROOF, refreshed(bearer, key));
    Login.of(bearer.refreshed());
  }

  @Test
  void s20_aStreamTakesABoundTokenWithItsProofOnly() throws Exception {
    String email = "s20-stream@test.example";
    api.newUser(email);
    ProofKey key = ProofKey.es256();
    String login = body("email", email, "password", "a long enough password for " + email);
    Login bound =
        Login.of(proven("POST", "/v1/auth/login", login, key.proof("POST", url("login"))));
    String stream = api.server() + "/v1/stream";
    OpenStream open = OpenStream.open(api.server());
    assertTrue(open.answers(bound.access(), "").contains("3080"));
    String wrong = key.proof("GET", api.server() + "/v1/me", bound.access());
    assertTrue(open.answers(bound.access(), wrong).contains("3080"));
    String right = key.proof("GET", stream, bound.access());
    assertTrue(open.answers(bound.access(), right).contains("\"done\""));
    assertTrue(open.answers(bound.access(), right).contains("3080"), "once");
  }

  private static String url(String act) {
    return api.server() + "/v1/auth/" + act;
  }

  private static String body(String... pairs) throws Exception {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    return Api.JSON.writeValueAsString(fields);
  }

  private static Api.Answer proven(String method, String path, String body, String proof)
      throws Exception {
    return api.send(method, path, body, "DPoP", proof);
  }

  private static Api.Answer refreshed(Login bound, ProofKey key) throws Exception {
    return proven(
        "POST",
        "/v1/auth/refresh",
        body("refreshToken", bound.refresh()),
        key.proof("POST", url("refresh")));
  }

  private static Api.Answer withProof(Login bound, String proof) throws Exception {
    String token = "DPoP " + bound.access();
    return proof.isEmpty()
        ? api.send("GET", "/v1/me", "", "Authorization", token)
        : api.send("GET", "/v1/me", "", "Authorization", token, "DPoP", proof);
  }

  @Test
  void s20_aSecondPersonMayBeNeededToResetFactors() throws Exception {
    Api operator = appliance.operator();
    Login login = login("reset@test.example");
    String policy = "/operator/approvals/policies/user.reset-factors";
    operator.send("POST", policy, "{\"required\":true}").expect(200);
    String reset = "/operator/users/reset@test.example/reset-factors";
    operator.send("POST", reset, "{\"note\":\"lost\"}").expect(202);
    api.with(login.access()).get("/v1/me").expect(200);
  }

  /** The owner, elsewhere. */
  private static Api.Answer changePassword(String user, Login ignored) throws Exception {
    return api.with(again(user).access())
        .post(
            "/v1/me/password",
            Map.of(
                "currentPassword",
                "a long enough password for " + user,
                "newPassword",
                "another good sentence of " + user.hashCode()));
  }

  @FunctionalInterface
  private interface Ending {
    Api.Answer end(String user, Login login) throws Exception;
  }

  private static String sessions(String user) {
    return "/operator/users/" + user + "/sessions";
  }

  private static String sessionOf(Login login) throws Exception {
    return SignedJWT.parse(login.access()).getJWTClaimsSet().getStringClaim("sid");
  }

  /** A stream's client. */
  private static final class OpenStream implements WebSocket.Listener {
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Instant closedAt = Instant.MAX;
    private WebSocket socket;

    static OpenStream open(URI server) {
      OpenStream stream = new OpenStream();
      URI address = URI.create(server.toString().replaceFirst("^http", "ws") + "/v1/stream");
      stream.socket =
          HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, stream).join();
      return stream;
    }

    /** One that has shown a token. */
    static OpenStream open(URI server, String token) throws Exception {
      OpenStream stream = open(server);
      assertTrue(stream.answers(token, "").contains("\"done\""));
      assertFalse(stream.isClosedWithin(Duration.ZERO));
      return stream;
    }

    /** What a token is answered. */
    String answers(String token, String proof) throws Exception {
      Map<String, String> request = new LinkedHashMap<>();
      request.put("op", "authenticate");
      request.put("id", "a");
      request.put("token", token);
      if (!proof.isEmpty()) {
        request.put("proof", proof);
      }
      socket.sendText(Api.JSON.writeValueAsString(request), true).join();
      return String.valueOf(answers.poll(5, TimeUnit.SECONDS));
    }

    boolean isClosedWithin(Duration time) throws InterruptedException {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      answers.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closedAt = Instant.now();
      closed.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closedAt = Instant.now();
      closed.countDown();
    }
  }

  private static ECKey published(String kid) throws Exception {
    JsonNode set = api.get("/v1/.well-known/jwks.json").expect(200).body();
    for (JsonNode key : set.get("keys")) {
      if (key.get("kid").asText().equals(kid)) {
        return ECKey.parse(key.toString());
      }
    }
    throw new AssertionError(kid + " is not in " + set);
  }

  /** The newest one, as only the server should have it. */
  private static ECKey signingKey() throws Exception {
    Keystore keystore = Keystore.openExisting(appliance.directory().resolve("keystore"));
    byte[] newest = keystore.versions("auth.signing-key").lastEntry().getValue();
    return ECKey.parse(new String(newest, StandardCharsets.UTF_8));
  }

  private static JWTClaimsSet.Builder of(JWTClaimsSet claims) {
    return new JWTClaimsSet.Builder(claims);
  }

  private static JWSHeader.Builder header(String kid) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).type(type()).keyID(kid);
  }

  private static JOSEObjectType type() {
    return new JOSEObjectType("at+jwt");
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  private static void notTaken(String token) throws Exception {
    refused(NOT_AUTHENTICATED, api.with(token).get("/v1/me"));
  }

  private static void refused(int code, Api.Answer answer) {
    answer.expect(401);
    assertEquals(code, answer.body().get("code").asInt(), answer.body()::toString);
  }

  private static void awaitRefused(String token, Instant from) throws Exception {
    while (api.with(token).get("/v1/me").status() != 401) {
      assertTrue(Instant.now().isBefore(from.plus(AT_MOST)), "still taken after " + AT_MOST);
      Thread.sleep(50);
    }
  }
}
