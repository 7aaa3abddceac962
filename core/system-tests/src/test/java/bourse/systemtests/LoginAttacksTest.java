package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.testing.AuthenticatorApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on logins and on ways back in, against a running server. Each must fail as stated. */
class LoginAttacksTest {
  private static final int ROUNDS = 6;

  /** Of the long form, which compares medians, in one round: 0 for the short one. */
  private static final int TRIES = Integer.getInteger("bourse.timing.tries", 0);

  private static final String OTHER = "quinces in the attic";

  /** Wrong address or password, a second factor that is missing, a link that does not work. */
  private static final int WRONG = 3002;

  private static final int NO_SESSION = 3001;
  private static final int MISSING = 3030;
  private static final int NO_LINK = 3070;
  private static final int PAUSED = 3071;

  private static final String REFRESH_COOKIE = "__Host-bourse-refresh";

  private static final Map<String, Api> FROM = new HashMap<>();

  @TempDir static Path folder;
  private static Appliance appliance;

  @BeforeAll
  static void start() throws Exception {
    appliance = Appliance.create(folder.resolve("data"), Map.of("auth.verify-email", "true"));
    appliance.start();
  }

  @AfterAll
  static void stop() {
    if (appliance != null) {
      appliance.close();
    }
  }

  @Test
  void s1_aHundredWrongPasswordsAreTheLastAndNobodyElseWaits() throws Exception {
    String email = "s1@test.example";
    newUser(email);
    String other = "s1-other@test.example";
    Api session = newUser(other);
    String right = "a long enough password for " + email;
    for (int i = 0; i < 5; i++) {
      refused(401, WRONG, login(email, "guess number " + i));
    }
    Api.Answer paused = login(email, right);
    refused(429, PAUSED, paused);
    long seconds = Long.parseLong(paused.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(seconds > 20 && seconds <= 30, "Retry-After: " + seconds);
    for (int i = 5; i < 101; i++) {
      refused(429, PAUSED, login(email, "guess number " + i));
    }
    appliance.api().login(other);
    session.get("/v1/me").expect(200);

    Api operator = appliance.operator();
    String user = "/operator/users/" + email;
    JsonNode told = operator.get(user + "/profile").expect(200).body().get("wrongPasswords");
    assertEquals(5, told.get("count").asInt());
    assertTrue(told.has("pausedUntil") && !told.get("locked").asBoolean(), told::toString);
    operator.post(user + "/unlock", Map.of("note", "it is she")).expect(200);
    assertFalse(operator.get(user + "/profile").expect(200).body().has("wrongPasswords"));
    login(email, right).expect(200);
  }

  @Test
  void s2_onePasswordForManyUsersIsThrottledByWhereItComesFrom() throws Exception {
    Api attacker = from("127.0.0.2");
    int tried = 0;
    Api.Answer answer;
    do {
      answer = login(attacker, "s2-" + tried++ + "@test.example", OTHER);
    } while (answer.status() == 401 && tried < 500);
    refused(429, PAUSED, answer);
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    assertEquals(51, tried);
    newUser("s2-elsewhere@test.example");
  }

  @Test
  void s3_knownAndUnknownAddressesAreAnsweredAlikeAndInTheSameTime() throws Exception {
    for (int i = 0; i < Math.max(4 * ROUNDS, TRIES / 4 + 1); i++) {
      registration("s3-" + i + "@test.example", "a long enough password " + i).expect(202);
    }
    int[] calls = {0};
    assertAlike(
        "login",
        16,
        (known, i) -> {
          int number = calls[0]++; // four wrong ones of an address, before there are pauses
          String email = (known ? "s3-" : "s3-none-") + number / 8 + "@test.example";
          return login(from("127.0.3." + (1 + number / 40)), email, OTHER);
        });
    int[] registered = {0};
    assertAlike(
        "register",
        16,
        (known, i) ->
            registration(
                (known ? "s3-" + i % 12 : "s3-new-" + registered[0]++) + "@test.example", OTHER));
    assertAlike(
        "reset",
        100,
        (known, i) ->
            from("127.0.0.1")
                .post(
                    "/v1/password-resets",
                    Map.of("email", (known ? "s3-" : "s3-none-") + i % 8 + "@test.example")));
    assertAlike(
        "verification",
        100,
        (known, i) ->
            from("127.0.0.1")
                .post(
                    "/v1/email-verifications",
                    Map.of("email", (known ? "s3-" : "s3-none-") + i % 8 + "@test.example")));
  }

  private static Api.Answer registration(String email, String password) throws Exception {
    return appliance
        .api()
        .post(
            "/v1/auth/register",
            Map.of("email", email, "password", password, "fullName", "Test User"));
  }

  /** What is asked of an address that has a user, or of one that has none. */
  private interface Asked {
    Api.Answer ask(boolean known, int number) throws Exception;
  }

  /**
   * Answers differ in nothing but ids, and their times by less than a tenth. This machine has other
   * work, which only ever makes an answer slower: so the quicker ones count, of which a quarter is
   * quicker still, and what is not told in one of the rounds was the machine and not the server.
   */
  private static void assertAlike(String what, int shortly, Asked asked) throws Exception {
    int times = Math.max(shortly, TRIES);
    int counted = TRIES > 0 ? times / 2 : times / 4;
    String told = "";
    for (int round = 0; round < (TRIES > 0 ? 1 : ROUNDS); round++) {
      long[] known = new long[times];
      long[] unknown = new long[times];
      for (int i = 0; i < times; i++) {
        long begin = System.nanoTime();
        Api.Answer one = asked.ask(true, i);
        long between = System.nanoTime();
        Api.Answer other = asked.ask(false, i);
        known[i] = between - begin;
        unknown[i] = System.nanoTime() - between;
        assertEquals(anonymous(one), anonymous(other), what);
      }
      Arrays.sort(known);
      Arrays.sort(unknown);
      double ratio = (double) known[counted] / unknown[counted];
      told += " " + ratio;
      System.out.printf("S3: %s, known to unknown: %.3f of %d%n", what, ratio, times);
      if (ratio > 0.9 && ratio < 1.1) {
        return;
      }
    }
    throw new AssertionError(what + " tells who has an account, by its time:" + told);
  }

  private static String anonymous(Api.Answer answer) {
    return answer.status()
        + answer.body().toString().replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID");
  }

  @Test
  void s6_aPasswordIsNotCutOffNorMadeIntoAnother() throws Exception {
    String passphrase = "Quittenbrot im Dachboden, dreimal täglich 🍐 ";
    String long72 =
        passphrase + "x".repeat(72 - passphrase.getBytes(StandardCharsets.UTF_8).length);
    int number = 0;
    for (String[] pair :
        new String[][] {
          {long72 + "a", long72 + "b"},
          {long72 + "a", long72},
          {"quinces in the attic\u0000and", "quinces in the attic"},
          {"quinces in the attic\u0000and", "quinces in the attic\u0000or"},
          {"the café at the corner e\u0301", "the café at the corner \u00e9"},
          {"quinces 🍐 in the attic", "quinces 🍎 in the attic"},
          {"Quinces in the attic ", "Quinces in the attic"},
          {"Quinces in the attic", "quinces in the attic"},
        }) {
      String email = "s6-" + number++ + "@test.example";
      register(email, pair[0]);
      refused(401, WRONG, login(email, pair[1]));
      login(email, pair[0]).expect(200);
    }
  }

  @Test
  void s7_aResetLinkWorksOnceForItsUserAndNamesThisPlaceWhateverTheRequestSays() throws Exception {
    String email = "s7@test.example";
    newUser(email);
    newUser("s7-other@test.example");
    URI server = appliance.api().server();
    String body = "{\"email\":\"" + email + "\"}";
    for (String host : List.of("evil.example", server.getAuthority())) {
      RawHttp.ask(
          server,
          "POST /v1/password-resets HTTP/1.1\r\nHost: %s\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\nOrigin: https://evil.example\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
              .formatted(host, body.length(), body));
    }
    List<String> tokens = appliance.tokensMailedTo(email);
    assertEquals(2, tokens.size(), "that of the registration, and one: the other host was refused");
    assertFalse(appliance.mailTo(email).toString().contains("evil"), "its link is ours");

    complete(tokens.getFirst(), OTHER).expect(204);
    refused(400, NO_LINK, complete(tokens.getFirst(), "a third of its kind"));
    login(email, OTHER).expect(200);
    appliance.api().login("s7-other@test.example");
  }

  @Test
  void s8_aResetNeitherRemovesNorPassesByASecondFactor() throws Exception {
    String email = "s8@test.example";
    Api session = newUser(email);
    String secret = session.post("/v1/me/totp", Map.of()).expect(201).text("secret");
    long step = SecondFactorAttacksTest.quietStep();
    session
        .post("/v1/me/totp/confirmation", Map.of("code", AuthenticatorApp.code(secret, step - 1)))
        .expect(200);
    CompletableFuture<Integer> stream = stream(session);

    appliance.api().post("/v1/password-resets", Map.of("email", email)).expect(202);
    Api.Answer done = complete(appliance.tokensMailedTo(email).getFirst(), OTHER).expect(204);

    assertTrue(done.headers().allValues("Set-Cookie").isEmpty(), "nobody is logged in by it");
    session.get("/v1/me").expect(401);
    assertEquals(1008, stream.get(5, TimeUnit.SECONDS), "s20: the stream has ended");
    refused(401, MISSING, login(email, OTHER));
    appliance
        .api()
        .post(
            "/v1/auth/login",
            Map.of(
                "email",
                email,
                "password",
                OTHER,
                "totp",
                AuthenticatorApp.code(secret, SecondFactorAttacksTest.quietStep())))
        .expect(200);
  }

  @Test
  void s9_whatABrowserHadBeforeALoginIsWorthNothingAfterIt() throws Exception {
    newUser("s9@test.example");
    newUser("s9-thief@test.example");
    // What somebody planted who wants to know the session of the next login: nothing, rubbish, or a
    // session of the own.
    String planted = refreshCookie(browserLogin("s9-thief@test.example", ""));
    for (String before : List.of("", "rubbish", planted)) {
      Api.Answer in = browserLogin("s9@test.example", before);
      String cookie = refreshCookie(in);
      assertNotEquals(before, cookie);
      assertFalse(planted.startsWith(cookie.substring(0, 20)), "another session's");
      refused(401, NO_SESSION, browserRefresh(before));
      String hers = browserRefresh(cookie).expect(200).text("sessionId");
      assertEquals(in.text("sessionId"), hers);
    }

    Api.Answer first = browserLogin("s9@test.example", "");
    Api.Answer second = browserLogin("s9@test.example", refreshCookie(first));
    assertNotEquals(first.text("sessionId"), second.text("sessionId"));
    Api anonymous = appliance.api();
    anonymous.with(first.text("accessToken")).get("/v1/me").expect(401);
    anonymous.with(second.text("accessToken")).get("/v1/me").expect(200);
    refused(401, NO_SESSION, browserRefresh(refreshCookie(first)));
  }

  private static Api.Answer browserLogin(String email, String cookie) throws Exception {
    String body =
        "{\"email\":\"%s\",\"password\":\"a long enough password for %s\",\"client\":\"BROWSER\"}"
            .formatted(email, email);
    return browser("/v1/auth/login", body, cookie).expect(200);
  }

  private static Api.Answer browserRefresh(String cookie) throws Exception {
    return browser("/v1/auth/refresh", "{}", cookie);
  }

  /** What a browser sends whose only page is ours. */
  private static Api.Answer browser(String path, String body, String cookie) throws Exception {
    String origin = "http://" + appliance.api().server().getAuthority();
    return cookie.isEmpty()
        ? appliance.api().send("POST", path, body, "Origin", origin)
        : appliance
            .api()
            .send("POST", path, body, "Origin", origin, "Cookie", REFRESH_COOKIE + "=" + cookie);
  }

  private static String refreshCookie(Api.Answer answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith(REFRESH_COOKIE + "="))
        .map(cookie -> cookie.substring(REFRESH_COOKIE.length() + 1, cookie.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void s20_whoHearsOfALoginThatWasSomebodyElseEndsAllOfIt() throws Exception {
    String email = "s20@test.example";
    Api session = newUser(email);
    assertEquals(List.of(), subjects(email, "A login from a new place"), "the first is no news");
    String right = "a long enough password for " + email;
    Api thief = from("127.1.2.3");
    thief = thief.with(login(thief, email, right).expect(200).text("accessToken"));
    login(from("127.1.2.4"), email, right).expect(200);
    assertEquals(1, subjects(email, "A login from a new place").size(), "one place, one mail");
    CompletableFuture<Integer> stream = stream(thief);
    String token = appliance.tokensMailedTo(email).getFirst();

    freeze(token).expect(204);

    assertEquals(1008, stream.get(5, TimeUnit.SECONDS), "the stream has ended");
    thief.get("/v1/me").expect(401);
    session.get("/v1/me").expect(401);
    refused(401, WRONG, login(email, right));
    refused(400, NO_LINK, freeze(token));
    assertEquals(1, subjects(email, "Your account is frozen").size());
  }

  private static Api.Answer freeze(String token) throws Exception {
    return appliance.api().post("/v1/account-freezes", Map.of("token", token));
  }

  /** The subjects of the mails to an address that are about this. */
  private static List<String> subjects(String email, String about) throws Exception {
    return appliance.mailTo(email).stream()
        .map(mail -> mail.get("subject").asText())
        .filter(subject -> subject.contains(about))
        .toList();
  }

  /** Opens a stream as a user; completed with the code by which the server closes it. */
  private static CompletableFuture<Integer> stream(Api user) throws Exception {
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    CompletableFuture<String> known = new CompletableFuture<>();
    WebSocket socket =
        user.http()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://" + user.server().getAuthority() + "/v1/stream"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    known.complete(text.toString());
                    from.request(1);
                    return null;
                  }

                  @Override
                  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                    closed.complete(code);
                    return null;
                  }
                })
            .get(5, TimeUnit.SECONDS);
    socket
        .sendText("{\"op\":\"authenticate\",\"id\":\"a\",\"token\":\"" + user.token() + "\"}", true)
        .get(5, TimeUnit.SECONDS);
    String answer = known.get(5, TimeUnit.SECONDS);
    assertFalse(answer.contains("error"), answer);
    return closed;
  }

  /** Registers, and verifies the address; the client is logged in. */
  private static Api newUser(String email) throws Exception {
    register(email, "a long enough password for " + email);
    return appliance.api().login(email);
  }

  private static void register(String email, String password) throws Exception {
    registration(email, password).expect(202);
    appliance
        .operator()
        .post("/operator/users/" + email + "/verify-email", Map.of("note", "for the test"))
        .expect(200);
  }

  private static Api.Answer login(String email, String password) throws Exception {
    return login(appliance.api(), email, password);
  }

  private static Api.Answer login(Api from, String email, String password) throws Exception {
    return from.post("/v1/auth/login", Map.of("email", email, "password", password));
  }

  /** A client at another address of this machine. */
  private static Api from(String address) {
    return FROM.computeIfAbsent(
        address,
        local ->
            new Api(
                HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .localAddress(InetAddress.ofLiteral(local))
                    .build(),
                appliance.api().server(),
                "",
                ""));
  }

  private static Api.Answer complete(String token, String password) throws Exception {
    return appliance
        .api()
        .post("/v1/password-resets/complete", Map.of("token", token, "newPassword", password));
  }

  private static void refused(int status, int code, Api.Answer answer) {
    answer.expect(status);
    assertEquals(code, answer.body().get("code").asInt(), answer.body()::toString);
  }
}
