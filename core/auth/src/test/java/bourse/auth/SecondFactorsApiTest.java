package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthServer.Answer;
import bourse.auth.AuthServer.Node;
import bourse.platform.data.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Authenticator apps, recovery codes, step-up and trusted devices, on each of the databases. */
@ParameterizedClass
@EnumSource
class SecondFactorsApiTest {
  private static final String ADA = "ada@example.com";

  /** What a user with an app holds. */
  private record Enrolled(String token, String secret, List<String> recoveryCodes) {
    Map<String, String> totp(long step) {
      return Map.of("totp", Totp.code(Totp.seed(secret), step));
    }
  }

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private AuthServer servers;
  private Node server;

  @BeforeEach
  void start() throws Exception {
    servers = new AuthServer(dialect, directory);
    server = servers.start();
  }

  @AfterEach
  void stop() throws Exception {
    servers.close();
  }

  @Test
  void s10_aCodeWorksOnceOnEveryServerAndAfterARestart() throws Exception {
    Enrolled ada = enrol(ADA);
    Node other = servers.start();
    Map<String, String> code = ada.totp(servers.freshStep());

    server.login(ADA, code).expect(200);
    server.login(ADA, code).refused(401, 3031);
    other.login(ADA, code).refused(401, 3031);
    Node restarted = servers.restart();
    restarted.login(ADA, code).refused(401, 3031);

    restarted.login(ADA, ada.totp(servers.freshStep())).expect(200);
  }

  @Test
  void s10_ofManyWithOneCodeOneGetsIn() throws Exception {
    Enrolled ada = enrol(ADA);
    Node other = servers.start();
    Map<String, String> code = ada.totp(servers.freshStep());
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> logins = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Node node = i % 2 == 0 ? server : other;
        logins.add(() -> node.login(ADA, code));
      }
      for (Future<Answer> answer : threads.invokeAll(logins)) {
        statuses.add(answer.get().status());
      }
    }
    statuses.sort(null);
    assertEquals(List.of(200, 401, 401, 401, 401, 401), statuses);
  }

  @Test
  void s11_onlyThePresentCodeAndTheOneBeforeCount() throws Exception {
    Enrolled ada = enrol(ADA);
    servers.freshStep();
    long now = servers.freshStep();
    for (long step : new long[] {now - 2, now + 1, now + 2}) {
      server.login(ADA, ada.totp(step)).refused(401, 3031);
    }
    server.login(ADA, ada.totp(now - 1)).expect(200);
    server.login(ADA, ada.totp(now)).expect(200);
    server.login(ADA, ada.totp(now - 1)).refused(401, 3031);
  }

  @Test
  void s12_tenWrongCodesLockTheAppUntilAnotherFactorIsShown() throws Exception {
    Enrolled ada = enrol(ADA);
    long now = servers.freshStep();
    for (int i = 0; i < 9; i++) {
      server.login(ADA, ada.totp(now - 5)).refused(401, 3031);
      server.login(ADA, Map.of()).refused(401, 3030);
    }
    server.login(ADA, ada.totp(now)).expect(200);
    now = servers.freshStep();
    for (int i = 0; i < 10; i++) {
      server.login(ADA, ada.totp(now - 5)).refused(401, 3031);
      server.login(ADA, Map.of()).refused(401, 3030);
    }
    server.login(ADA, ada.totp(now)).refused(401, 3032);
    server.post(ada.token(), "/v1/auth/step-up", ada.totp(now)).refused(401, 3032);
    assertTrue(server.get(ada.token(), "/v1/me/totp").expect(200).body().get("locked").asBoolean());
    servers.pass(Duration.ofDays(1));
    now = servers.freshStep();
    server.login(ADA, ada.totp(now)).refused(401, 3032);

    server.login(ADA, Map.of("recoveryCode", ada.recoveryCodes().getFirst())).expect(200);
    server.login(ADA, ada.totp(now)).expect(200);
  }

  @Test
  void s13_aRecoveryCodeWorksOnce() throws Exception {
    Enrolled ada = enrol(ADA);
    assertEquals(10, ada.recoveryCodes().size());
    String code = ada.recoveryCodes().get(3);
    assertTrue(code.matches("([a-z2-7]{4}-){5}[a-z2-7]{4}"), "24 times 5 bits: " + code);
    server
        .login(ADA, Map.of("recoveryCode", code.toUpperCase(Locale.ROOT).replace("-", " ")))
        .expect(200);
    server.login(ADA, Map.of("recoveryCode", code)).refused(401, 3031);
    assertEquals(
        9,
        server.get(ada.token(), "/v1/me/totp").expect(200).body().get("recoveryCodesLeft").asInt());
    assertFalse(servers.dump("select * from recovery_codes").contains(ada.recoveryCodes().get(4)));

    Answer renewed = server.post(ada.token(), "/v1/me/recovery-codes", Map.of()).expect(201);
    assertEquals(10, renewed.texts("recoveryCodes").size());
    server.login(ADA, Map.of("recoveryCode", ada.recoveryCodes().get(5))).refused(401, 3031);
    String fresh = renewed.texts("recoveryCodes").getFirst();
    server.newUser("eve@example.com");
    enrolAgain("eve@example.com");
    server.login("eve@example.com", Map.of("recoveryCode", fresh)).refused(401, 3031);
    server.login(ADA, Map.of("recoveryCode", fresh)).expect(200);
  }

  @Test
  void s14_theFirstFactorAloneGivesNothing() throws Exception {
    enrol(ADA);
    String sessions = servers.dump("select id from sessions");
    Answer answer = server.login(ADA, Map.of()).refused(401, 3030);
    assertFalse(answer.body().has("accessToken"));
    assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
    server.login(ADA, Map.of("deviceToken", "made up")).refused(401, 3030);
    server.login(ADA, Map.of("trustDevice", true)).refused(401, 3030);
    assertEquals(sessions, servers.dump("select id from sessions"));
    server
        .post(
            null,
            "/v1/auth/login",
            Map.of("email", ADA, "password", "another long passphrase", "totp", "000000"))
        .refused(401, 3002);
  }

  @Test
  void s16_aStolenSessionCantAddAFactor() throws Exception {
    Answer login = loginAfterNew(ADA);
    servers.pass(Duration.ofMinutes(6));
    String stolen = refreshed(login);
    server.post(stolen, "/v1/me/totp", Map.of()).refused(403, 3033);
    server
        .post(stolen, "/v1/auth/step-up", Map.of("password", "another long passphrase"))
        .refused(401, 3002);
    server.post(stolen, "/v1/auth/step-up", Map.of("totp", "000000")).refused(401, 3031);
    server.post(stolen, "/v1/auth/step-up", Map.of()).refused(400, 1002);
    server.post(stolen, "/v1/me/totp", Map.of()).refused(403, 3033);

    server.post(stolen, "/v1/auth/step-up", Map.of("password", AuthServer.PASSWORD)).expect(200);
    server.post(stolen, "/v1/me/totp", Map.of()).expect(201);
  }

  @Test
  void withASecondFactorThePasswordIsNoStepUp() throws Exception {
    Answer before = loginAfterNew(ADA);
    Enrolled ada = enrolAgain(ADA);
    String other = before.text("accessToken");
    server.delete(other, "/v1/me/totp").refused(403, 3033);
    server
        .post(other, "/v1/auth/step-up", Map.of("password", AuthServer.PASSWORD))
        .refused(401, 3030);
    server.post(other, "/v1/auth/step-up", ada.totp(servers.freshStep())).expect(200);
    server.delete(other, "/v1/me/totp").expect(204);
    server.login(ADA, Map.of()).expect(200);
    server.delete(other, "/v1/me/totp").refused(404, 1004);
    assertEquals("[]", servers.dump("select * from recovery_codes"));
  }

  @Test
  void s25_theSeedIsShownOnceAndNowhereInTheClear() throws Exception {
    Enrolled ada = enrol(ADA);
    String secret = ada.secret();
    Answer state = server.get(ada.token(), "/v1/me/totp").expect(200);
    assertFalse(state.body().toString().contains(secret));
    assertTrue(state.body().get("enabled").asBoolean());
    assertFalse(servers.dump("select * from totp_factors").contains(secret));
    server.post(ada.token(), "/v1/me/totp", Map.of()).refused(409, 2010);
  }

  @Test
  void anAppThatWasNeverConfirmedAsksNothingOfAnybody() throws Exception {
    String token = server.newUser(ADA);
    Answer begun = server.post(token, "/v1/me/totp", Map.of()).expect(201);
    assertTrue(begun.text("uri").contains(begun.text("secret")));
    assertTrue(begun.text("qrCode").startsWith("<svg "));
    server.post(token, "/v1/me/totp/confirmation", Map.of("code", "12345")).refused(400, 1002);
    server.login(ADA, Map.of()).expect(200);
    assertFalse(server.get(token, "/v1/me/totp").expect(200).body().get("enabled").asBoolean());
    Answer again = server.post(token, "/v1/me/totp", Map.of()).expect(201);
    byte[] old = Totp.seed(begun.text("secret"));
    long step = servers.freshStep();
    server
        .post(token, "/v1/me/totp/confirmation", Map.of("code", Totp.code(old, step)))
        .refused(401, 3031);
    byte[] seed = Totp.seed(again.text("secret"));
    server
        .post(token, "/v1/me/totp/confirmation", Map.of("code", Totp.code(seed, step)))
        .expect(200);
    server.login(ADA, Map.of()).refused(401, 3030);
  }

  @Test
  void aTrustedDeviceNeedsNoSecondFactorForAWhile() throws Exception {
    Enrolled ada = enrol(ADA);
    Map<String, Object> trusting = new HashMap<>(ada.totp(servers.freshStep()));
    trusting.putAll(Map.of("trustDevice", true, "device", "Ada's telephone"));
    String device = server.login(ADA, trusting).expect(200).text("deviceToken");
    Answer login = server.login(ADA, Map.of("deviceToken", device)).expect(200);
    String token = login.text("accessToken");
    assertEquals("", login.text("deviceToken"));
    server.delete(token, "/v1/me/totp").refused(403, 3033);

    enrol("eve@example.com");
    server.login("eve@example.com", Map.of("deviceToken", device)).refused(401, 3030);
    assertFalse(servers.dump("select * from trusted_devices").contains(device));

    Answer list = server.get(token, "/v1/me/trusted-devices").expect(200);
    assertEquals("Ada's telephone", list.body().at("/items/0/name").asText());
    servers.pass(Duration.ofDays(31));
    server.login(ADA, Map.of("deviceToken", device)).refused(401, 3030);
  }

  @Test
  void aTrustedDeviceIsRevoked() throws Exception {
    Enrolled ada = enrol(ADA);
    Map<String, Object> trusting = new HashMap<>(ada.totp(servers.freshStep()));
    trusting.put("trustDevice", true);
    Answer login = server.login(ADA, trusting).expect(200);
    Map<String, String> device = Map.of("deviceToken", login.text("deviceToken"));
    String token = server.login(ADA, device).expect(200).text("accessToken");
    String id =
        server.get(token, "/v1/me/trusted-devices").expect(200).body().at("/items/0/id").asText();
    String path = "/v1/me/trusted-devices/" + id;
    String eve = server.newUser("eve@example.com");
    server.delete(eve, path).refused(404, 1004);
    server.delete(token, path).expect(204);
    server.delete(token, path).refused(404, 1004);
    server.login(ADA, device).refused(401, 3030);
  }

  @Test
  void aBrowserKeepsItsTrustInACookie() throws Exception {
    Enrolled ada = enrol(ADA);
    Map<String, Object> trusting = new HashMap<>(ada.totp(servers.freshStep()));
    trusting.putAll(
        Map.of(
            "trustDevice",
            true,
            "client",
            "BROWSER",
            "email",
            ADA,
            "password",
            AuthServer.PASSWORD));
    Answer login =
        server
            .send("POST", null, "/v1/auth/login", trusting, "Origin", server.origin())
            .expect(200);
    assertFalse(login.body().has("deviceToken"));
    String cookie =
        login.headers().allValues("Set-Cookie").stream()
            .filter(set -> set.startsWith("__Host-bourse-device="))
            .findFirst()
            .orElseThrow();
    for (String attribute : List.of("Path=/", "Secure", "HttpOnly", "SameSite=Strict")) {
      assertTrue(cookie.contains("; " + attribute), cookie);
    }
    Map<String, String> plain =
        Map.of("email", ADA, "password", AuthServer.PASSWORD, "client", "BROWSER");
    server
        .send("POST", null, "/v1/auth/login", plain, "Origin", server.origin())
        .refused(401, 3030);
    server
        .send(
            "POST",
            null,
            "/v1/auth/login",
            plain,
            "Origin",
            server.origin(),
            "Cookie",
            cookie.substring(0, cookie.indexOf(';')))
        .expect(200);
  }

  @Test
  void whatConcernsFactorsIsAudited() throws Exception {
    Enrolled ada = enrol(ADA);
    Map<String, Object> trusting = new HashMap<>(ada.totp(servers.freshStep()));
    trusting.put("trustDevice", true);
    server.login(ADA, trusting).expect(200);
    server.login(ADA, Map.of("recoveryCode", ada.recoveryCodes().getFirst())).expect(200);
    long old = servers.freshStep() - 9;
    for (int i = 0; i < 10; i++) {
      server.login(ADA, ada.totp(old)).refused(401, 3031);
    }
    String list = "/v1/me/trusted-devices";
    String id = server.get(ada.token(), list).expect(200).body().at("/items/0/id").asText();
    server.delete(ada.token(), list + "/" + id).expect(204);
    server.post(ada.token(), "/v1/me/recovery-codes", Map.of()).expect(201);
    server.delete(ada.token(), "/v1/me/totp").expect(204);
    assertEquals(
        List.of(
            "totp.add",
            "device.trust",
            "recovery-code.use",
            "totp.lock",
            "device.remove",
            "recovery-codes.renew",
            "totp.remove"),
        servers.actsOnFactors());
  }

  @Test
  void whoLostAllFactorsIsResetByTheOperator() throws Exception {
    enrol(ADA);
    UUID user = server.users().findByEmail(ADA).orElseThrow().id();
    server.users().resetFactors(user, handle -> {});
    server.login(ADA, Map.of()).expect(200);
    assertEquals("[]", servers.dump("select * from totp_factors"));
  }

  private Answer loginAfterNew(String email) throws Exception {
    server.newUser(email);
    return server.login(email, Map.of()).expect(200);
  }

  private String refreshed(Answer login) throws Exception {
    return server
        .post(null, "/v1/auth/refresh", Map.of("refreshToken", login.text("refreshToken")))
        .expect(200)
        .text("accessToken");
  }

  /** A new user with an authenticator app. */
  private Enrolled enrol(String email) throws Exception {
    server.newUser(email);
    return enrolAgain(email);
  }

  private Enrolled enrolAgain(String email) throws Exception {
    String token = server.login(email, Map.of()).expect(200).text("accessToken");
    String secret = server.post(token, "/v1/me/totp", Map.of()).expect(201).text("secret");
    Answer on =
        server
            .post(
                token,
                "/v1/me/totp/confirmation",
                Map.of("code", Totp.code(Totp.seed(secret), servers.freshStep())))
            .expect(200);
    return new Enrolled(token, secret, on.texts("recoveryCodes"));
  }
}
