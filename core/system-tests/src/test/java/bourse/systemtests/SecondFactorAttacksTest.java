package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.testing.AuthenticatorApp;
import bourse.testing.SoftwareAuthenticator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on second factors, S10 to S16, against a running server. Each must fail as stated. */
class SecondFactorAttacksTest {
  private static final int STEP_SECONDS = AuthenticatorApp.STEP_SECONDS;

  /** A wrong code, an app that is locked, a factor that is missing, one that is not fresh. */
  private static final int WRONG = 3031;

  private static final int LOCKED = 3032;
  private static final int MISSING = 3030;
  private static final int NOT_FRESH = 3033;
  private static final int PASSKEY = 3034;
  private static final int NONE_YET = 3074;
  private static final String NO_UUID = "0197a2b4-0000-7000-8000-000000000000";

  /** A user with an authenticator app, which confirmed the step before this one. */
  private record Victim(String email, Api session, String secret, List<String> recoveryCodes) {
    Api.Answer login(Map<String, ?> more) throws Exception {
      Map<String, Object> body = new HashMap<>(more);
      body.put("email", email);
      body.put("password", "a long enough password for " + email);
      return appliance.api().post("/v1/auth/login", body);
    }

    Api.Answer login(long step) throws Exception {
      return login(Map.of("totp", AuthenticatorApp.code(secret, step)));
    }
  }

  @TempDir static Path folder;
  private static Appliance appliance;

  @BeforeAll
  static void start() throws Exception {
    appliance = Appliance.create(folder.resolve("data"), Map.of());
    appliance.start();
  }

  @AfterAll
  static void stop() {
    if (appliance != null) {
      appliance.close();
    }
  }

  @Test
  void s10_aCodeWorksOnceAlsoAfterARestart() throws Exception {
    Victim victim = enrol("s10@test.example");
    long step = quietStep();
    victim.login(step).expect(200);
    refused(WRONG, victim.login(step));
    appliance.kill();
    appliance.start();
    refused(WRONG, victim.login(step));
  }

  @Test
  void s11_codesOfTwoStepsAwayAreRefused() throws Exception {
    Victim victim = enrol("s11@test.example");
    long step = quietStep();
    refused(WRONG, victim.login(step - 2));
    refused(WRONG, victim.login(step + 2));
    victim.login(step).expect(200);
  }

  @Test
  void s12_tenWrongCodesLockTheApp() throws Exception {
    Victim victim = enrol("s12@test.example");
    long step = quietStep();
    for (int i = 0; i < 10; i++) {
      refused(WRONG, victim.login(step - 7));
      refused(MISSING, victim.login(Map.of()));
    }
    refused(LOCKED, victim.login(step));
    refused(MISSING, victim.login(Map.of()));
    refused(LOCKED, victim.login(quietStep()));
    victim.login(Map.of("recoveryCode", victim.recoveryCodes().getFirst())).expect(200);
  }

  @Test
  void s13_aRecoveryCodeWorksOnce() throws Exception {
    Victim victim = enrol("s13@test.example");
    Map<String, String> code = Map.of("recoveryCode", victim.recoveryCodes().getLast());
    victim.login(code).expect(200);
    refused(WRONG, victim.login(code));
  }

  @Test
  void s14_theFirstFactorAloneGivesNothingToActWith() throws Exception {
    Victim victim = enrol("s14@test.example");
    Api.Answer answer = victim.login(Map.of());
    refused(MISSING, answer);
    assertFalse(answer.body().has("accessToken"), answer.body()::toString);
    assertFalse(answer.body().has("refreshToken"), answer.body()::toString);
    assertTrue(answer.headers().allValues("Set-Cookie").isEmpty());
    assertEquals(1, victim.session().all("/v1/me/sessions").size(), "no session was begun by it");
  }

  @Test
  void s15_aPasskeyAnswersOnceUnlockedAndForThisSiteOnly() throws Exception {
    Api session = appliance.api().newUser("s15@test.example");
    SoftwareAuthenticator device = new SoftwareAuthenticator("http://localhost:8080", "localhost");
    Api.Answer options = session.post("/v1/me/passkey-options", Map.of()).expect(200);
    Map<String, Object> made =
        device.create(options.text("challenge"), options.body().at("/user/id").asText());
    session.post("/v1/me/passkeys", Map.of("name", "Laptop", "credential", made)).expect(201);
    Map<String, Object> answer = answer(device);
    withPasskey(answer).expect(200);
    refused(PASSKEY, withPasskey(answer));

    device.origin = "https://evil.example";
    refused(PASSKEY, withPasskey(answer(device)));
    device.origin = "http://localhost:8080";
    device.relyingParty = "evil.example";
    refused(PASSKEY, withPasskey(answer(device)));
    device.relyingParty = "localhost";
    device.userVerified = false;
    refused(PASSKEY, withPasskey(answer(device)));
    device.userVerified = true;
    SoftwareAuthenticator foreign = new SoftwareAuthenticator("http://localhost:8080", "localhost");
    foreign.userHandle = device.userHandle;
    refused(PASSKEY, withPasskey(answer(foreign)));
    withPasskey(answer(device)).expect(200);
    device.counter = 1;
    refused(PASSKEY, withPasskey(answer(device)));
    Api.Answer list = session.get("/v1/me/passkeys").expect(200);
    assertTrue(list.body().at("/items/0/flagged").asBoolean(), list.body()::toString);
  }

  private static Map<String, Object> answer(SoftwareAuthenticator device) throws Exception {
    device.counter++;
    return device.get(
        appliance.api().post("/v1/auth/passkey-options", Map.of()).expect(200).text("challenge"));
  }

  private static Api.Answer withPasskey(Map<String, Object> answer) throws Exception {
    return appliance.api().post("/v1/auth/passkey", Map.of("passkey", answer));
  }

  @Test
  void s16_aSessionWithoutAFactorShownLatelyChangesNoFactor() throws Exception {
    Victim victim = enrol("s16@test.example");
    grant("s16@test.example", "SUPERADMIN");
    String device =
        victim
            .login(
                Map.of(
                    "totp",
                    AuthenticatorApp.code(victim.secret(), quietStep()),
                    "trustDevice",
                    true))
            .expect(200)
            .text("deviceToken");
    Api stolen =
        appliance
            .api()
            .with(victim.login(Map.of("deviceToken", device)).expect(200).text("accessToken"));
    List<String[]> acts = actsThatNeedAFreshFactor();
    assertTrue(acts.size() >= 25, "the published table has them");
    for (String[] act : acts) {
      notFresh(stolen.send(act[0], act[1], act[0].equals("POST") ? "{}" : ""));
    }
    Api.Answer password =
        stolen.post(
            "/v1/auth/step-up", Map.of("password", "a long enough password for " + victim.email()));
    refused(MISSING, password);
    notFresh(stolen.delete("/v1/me/totp"));
    stolen
        .post("/v1/auth/step-up", Map.of("recoveryCode", victim.recoveryCodes().getFirst()))
        .expect(200);
    stolen.delete("/v1/me/totp").expect(204);
  }

  @Test
  void s16_staffWithoutASecondFactorDoesNothingSensitiveAndTheOperatorDoes() throws Exception {
    Api session = appliance.api().newUser("staff@test.example");
    grant("staff@test.example", "SUPERADMIN");
    appliance.api().newUser("helped@test.example");
    session.get("/v1/admin/users").expect(200);
    String path = "/v1/admin/users/helped@test.example/roles";
    Map<String, List<String>> change = Map.of("grant", List.of("TRADER"));
    for (String[] act : actsThatNeed("second factor")) {
      refused(403, NONE_YET, session.send(act[0], act[1], act[0].equals("POST") ? "{}" : ""));
    }
    session
        .post(
            "/v1/auth/step-up", Map.of("password", "a long enough password for staff@test.example"))
        .expect(200);
    refused(403, NONE_YET, session.post(path, change));
    session.withSecondFactor().post(path, change).expect(200);
    session.delete("/v1/me/totp").expect(204);
    refused(403, NONE_YET, session.post(path, change));
  }

  private static void grant(String email, String role) throws Exception {
    appliance
        .operator()
        .post("/operator/users/" + email + "/roles", Map.of("grant", List.of(role)))
        .expect(200);
  }

  private static List<String[]> actsThatNeedAFreshFactor() throws IOException {
    return actsThatNeed("yes|second factor");
  }

  /** Method and address of each operation that the published table says so of. */
  private static List<String[]> actsThatNeed(String fresh) throws IOException {
    Path table = Path.of("..", "..", "docs", "reference", "permissions.md");
    return Files.readAllLines(table).stream()
        .filter(line -> line.matches("\\| `[A-Z]+ /v1/\\S+` \\|.*\\| (" + fresh + ") \\|"))
        .map(line -> line.split("`")[1].replaceAll("\\{[^}]*}", NO_UUID).split(" "))
        .toList();
  }

  private static void refused(int code, Api.Answer answer) {
    refused(401, code, answer);
  }

  private static void refused(int status, int code, Api.Answer answer) {
    answer.expect(status);
    assertEquals(code, answer.body().get("code").asInt(), answer.body()::toString);
  }

  private static void notFresh(Api.Answer answer) {
    refused(403, NOT_FRESH, answer);
  }

  private static Victim enrol(String email) throws Exception {
    Api session = appliance.api().newUser(email);
    String secret = session.post("/v1/me/totp", Map.of()).expect(201).text("secret");
    long step = quietStep() - 1;
    Api.Answer on =
        session
            .post("/v1/me/totp/confirmation", Map.of("code", AuthenticatorApp.code(secret, step)))
            .expect(200);
    List<String> recoveryCodes = new ArrayList<>();
    on.body().get("recoveryCodes").forEach(recovery -> recoveryCodes.add(recovery.asText()));
    return new Victim(email, session, secret, recoveryCodes);
  }

  /** The present step, once it goes on long enough for what a test does in it. */
  static long quietStep() throws InterruptedException {
    long intoStep = Math.floorMod(Instant.now().getEpochSecond(), STEP_SECONDS);
    if (intoStep > STEP_SECONDS - 8) {
      Thread.sleep(Duration.ofSeconds(STEP_SECONDS - intoStep));
    }
    return Math.floorDiv(Instant.now().getEpochSecond(), STEP_SECONDS);
  }
}
