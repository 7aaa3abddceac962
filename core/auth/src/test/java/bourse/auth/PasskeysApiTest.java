package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthServer.Answer;
import bourse.auth.AuthServer.Node;
import bourse.platform.data.Database;
import bourse.testing.SoftwareAuthenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Passkeys through HTTP, with an authenticator in software, on each of the databases. */
@ParameterizedClass
@EnumSource
class PasskeysApiTest {
  private static final String ADA = "ada@example.com";
  private static final String EVE = "eve@example.com";

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
  void aPasskeyAloneLogsInWhoeverItIsOf() throws Exception {
    String token = server.newUser(ADA);
    SoftwareAuthenticator device = authenticator();
    Answer added = add(token, device).expect(201);
    assertEquals("Ada's laptop", added.body().at("/passkey/name").asText());
    assertFalse(added.body().at("/passkey/flagged").asBoolean());
    assertEquals(10, added.texts("recoveryCodes").size());

    String later = loginWith(device).expect(200).text("accessToken");
    assertEquals(ADA, server.get(later, "/v1/me").expect(200).text("email"));
    server.delete(later, idPath(token)).expect(204);
    loginWith(device).refused(401, 3034);
  }

  @Test
  void aPasskeyIsASecondFactorToo() throws Exception {
    String token = server.newUser(ADA);
    SoftwareAuthenticator device = authenticator();
    Answer added = add(token, device).expect(201);
    server.login(ADA, Map.of()).refused(401, 3030);
    server.login(ADA, Map.of("passkey", answer(device))).expect(200);
    server.login(ADA, Map.of("recoveryCode", added.texts("recoveryCodes").getFirst())).expect(200);

    servers.pass(Duration.ofMinutes(4));
    server.post(token, "/v1/auth/step-up", Map.of("passkey", answer(device))).expect(200);
    String eve = server.newUser(EVE);
    server.post(eve, "/v1/auth/step-up", Map.of("passkey", answer(device))).refused(401, 3034);
    add(eve, authenticator()).expect(201);
    server.login(EVE, Map.of("passkey", answer(device))).refused(401, 3034);
  }

  @Test
  void s15_anAnswerFromAPageOfAnotherSiteIsRefused() throws Exception {
    refusedAfter(device -> device.origin = "https://evil.example");
    refusedAfter(device -> device.origin = "http://localhost:8443");
    refusedAfter(device -> device.origin = "https://localhost:8080");
  }

  @Test
  void s15_anAnswerForAnotherRelyingPartyIsRefused() throws Exception {
    refusedAfter(device -> device.relyingParty = "evil.example");
  }

  @Test
  void s15_anAnswerWithoutUserVerificationIsRefused() throws Exception {
    refusedAfter(device -> device.userVerified = false);
    SoftwareAuthenticator locked = authenticator();
    locked.userVerified = false;
    add(server.newUser(EVE), locked).refused(401, 3034);
  }

  @Test
  void s15_aChallengeIsAnsweredOnce() throws Exception {
    String token = server.newUser(ADA);
    SoftwareAuthenticator device = authenticator();
    add(token, device).expect(201);
    Map<String, Object> answer = answer(device);
    server.post(null, "/v1/auth/passkey", Map.of("passkey", answer)).expect(200);
    server.post(null, "/v1/auth/passkey", Map.of("passkey", answer)).refused(401, 3034);
    device.counter++;
    String madeUp = "bm90IGEgY2hhbGxlbmdlIG9mIHRoaXMgc2VydmVy";
    server.post(null, "/v1/auth/passkey", Map.of("passkey", device.get(madeUp))).refused(401, 3034);
    Answer creation = server.post(token, "/v1/me/passkey-options", Map.of()).expect(200);
    server
        .post(null, "/v1/auth/passkey", Map.of("passkey", device.get(creation.text("challenge"))))
        .refused(401, 3034);
    loginWith(device).expect(200);
  }

  @Test
  void s15_anUnknownCredentialIsRefused() throws Exception {
    String token = server.newUser(ADA);
    SoftwareAuthenticator device = authenticator();
    add(token, device).expect(201);
    SoftwareAuthenticator foreign = authenticator();
    foreign.userHandle = device.userHandle;
    loginWith(foreign).refused(401, 3034);
    device.userHandle = "AAAAAAAAAAAAAAAAAAAAAA";
    loginWith(device).refused(401, 3034);
  }

  @Test
  void s15_aCounterThatGoesBackFlagsThePasskey() throws Exception {
    String token = server.newUser(ADA);
    SoftwareAuthenticator device = authenticator();
    device.counter = 10;
    add(token, device).expect(201);
    loginWith(device).expect(200);
    device.counter = 9;
    loginWith(device).refused(401, 3034);
    device.counter = 20;
    loginWith(device).refused(401, 3034);
    Answer list = server.get(token, "/v1/me/passkeys").expect(200);
    assertTrue(list.body().at("/items/0/flagged").asBoolean(), list.body()::toString);
  }

  @Test
  void anAuthenticatorThatDoesNotCountLogsInAgainAndAgain() throws Exception {
    String token = server.newUser(ADA);
    SoftwareAuthenticator device = authenticator();
    device.counter = 0;
    add(token, device).expect(201);
    loginWith(device).expect(200);
    loginWith(device).expect(200);
  }

  @Test
  void passkeysAreRenamedAndRemovedByTheirOwner() throws Exception {
    String ada = server.newUser(ADA);
    String eve = server.newUser(EVE);
    SoftwareAuthenticator device = authenticator();
    add(ada, device).expect(201);
    add(ada, device).refused(409, 2010);
    String path = idPath(ada);
    server.send("PATCH", eve, path, Map.of("name", "Mine")).refused(404, 1004);
    server.delete(eve, path).refused(404, 1004);
    server.send("PATCH", ada, path, Map.of("name", " ")).refused(400, 1002);
    server.send("PATCH", ada, path, Map.of("name", "Telephone")).expect(204);
    Answer list = server.get(ada, "/v1/me/passkeys").expect(200);
    assertEquals("Telephone", list.body().at("/items/0/name").asText());
    server.delete(ada, path).expect(204);
    server.login(ADA, Map.of()).expect(200);
    assertEquals("[]", servers.dump("select * from recovery_codes"));
  }

  @Test
  void whatIsNoAnswerOfABrowserIsRefused() throws Exception {
    String token = server.newUser(ADA);
    for (Object nonsense : new Object[] {Map.of(), "x", 5, Map.of("response", Map.of())}) {
      server.post(null, "/v1/auth/passkey", Map.of("passkey", nonsense)).refused(401, 3034);
      server
          .post(token, "/v1/me/passkeys", Map.of("name", "x", "credential", nonsense))
          .refused(401, 3034);
    }
    server.post(null, "/v1/auth/passkey", Map.of()).refused(400, 1002);
  }

  /** A passkey that works, works no more when its device does this. */
  private void refusedAfter(Consumer<SoftwareAuthenticator> change) throws Exception {
    String email = "user-" + System.nanoTime() + "@example.com";
    String token = server.newUser(email);
    SoftwareAuthenticator device = authenticator();
    add(token, device).expect(201);
    loginWith(device).expect(200);
    change.accept(device);
    loginWith(device).refused(401, 3034);
    add(token, device).refused(401, 3034);
  }

  private SoftwareAuthenticator authenticator() {
    return new SoftwareAuthenticator(AuthServer.ORIGIN, "localhost");
  }

  private Answer add(String token, SoftwareAuthenticator device) throws Exception {
    Answer options = server.post(token, "/v1/me/passkey-options", Map.of()).expect(200);
    Map<String, Object> credential =
        device.create(options.text("challenge"), options.body().at("/user/id").asText());
    return server.post(
        token, "/v1/me/passkeys", Map.of("name", "Ada's laptop", "credential", credential));
  }

  private Map<String, Object> answer(SoftwareAuthenticator device) throws Exception {
    Answer options = server.post(null, "/v1/auth/passkey-options", Map.of()).expect(200);
    if (device.counter > 0) {
      device.counter++;
    }
    return device.get(options.text("challenge"));
  }

  private Answer loginWith(SoftwareAuthenticator device) throws Exception {
    return server.post(null, "/v1/auth/passkey", Map.of("passkey", answer(device)));
  }

  private String idPath(String token) throws Exception {
    return "/v1/me/passkeys/"
        + server.get(token, "/v1/me/passkeys").expect(200).body().at("/items/0/id").asText();
  }
}
