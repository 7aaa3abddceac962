package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthServer.Answer;
import bourse.auth.AuthServer.Node;
import bourse.notification.Mail;
import bourse.platform.data.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Logins from places that a user had not used, and the link that ends them, through HTTP, on each
 * of the databases.
 */
@ParameterizedClass
@EnumSource
class LoginPlacesApiTest {
  private static final String ADA = "Ada@example.com";
  private static final String SUBJECT = "Bourse: A login from a new place";
  private static final String OTHER = "quinces in the attic";
  private static final Map<String, Object> ELSEWHERE = Map.of("device", "Elsewhere");

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private AuthServer server;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    server = new AuthServer(dialect, directory);
    node = server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aNewPlaceIsToldOnceAndAKnownOneNever() throws Exception {
    String id = node.get(node.newUser(ADA), "/v1/me").expect(200).text("id");
    node.login(ADA, Map.of()).expect(200);
    assertEquals(List.of(), told());
    node.post(
            null, "/v1/auth/login", Map.of("email", ADA, "password", OTHER, "device", "Elsewhere"))
        .expect(401);
    assertEquals(List.of(), told(), "who did not get in has no place");

    node.login(ADA, ELSEWHERE).expect(200);
    node.login(ADA, ELSEWHERE).expect(200);
    node.login(ADA, Map.of()).expect(200);

    Mail letter = told().getFirst();
    assertEquals(1, told().size());
    assertTrue(letter.text().contains(", from the address 127.0.0.1."), letter.text());
    assertFalse(letter.text().contains("Elsewhere"), "nothing that a stranger chose");
    assertTrue(letter.text().contains(AuthServer.ORIGIN + "/#/freeze/" + server.lastToken(ADA)));
    assertEquals(List.of("login.new-place"), server.actsOn(id));
    String places = server.dump("select * from login_places");
    assertFalse(places.contains("127.0.0") || places.contains("Elsewhere"), places);
  }

  @Test
  void aPlaceIsForgottenAfterAYear() throws Exception {
    node.newUser(ADA);
    server.pass(LoginPlaces.REMEMBERED.minusDays(1));
    node.login(ADA, Map.of()).expect(200);
    assertEquals(List.of(), told());
    server.pass(LoginPlaces.REMEMBERED);
    node.login(ADA, Map.of()).expect(200);
    assertEquals(1, told().size(), "also when there is no other");
  }

  @Test
  void aBrowserIsKnownWhereverItIs() throws Exception {
    node.newUser(ADA);
    Answer first = browser("Firefox on Linux", null);
    assertEquals(1, told().size());
    String cookie = place(first);
    Answer moved = browser("Firefox on Windows", cookie);
    assertEquals(cookie, place(moved), "it goes on with what it has");
    assertEquals(1, told().size());
    browser("Firefox on Windows 12", "x".repeat(101));
    assertEquals(2, told().size());
  }

  @Test
  void theLinkFreezesTheAccountUntilThereIsANewPassword() throws Exception {
    String here = node.newUser(ADA);
    User ada = node.users().findByEmail(ADA).orElseThrow();
    Answer there = node.login(ADA, ELSEWHERE).expect(200);
    node.post(
            there.text("accessToken"),
            "/v1/me/api-keys",
            Map.of("label", "Bot", "algorithm", "HMAC_SHA256", "scopes", List.of("READ")))
        .expect(201);
    String token = server.lastToken(ADA);
    freeze("x".repeat(43)).refused(400, 3070);

    freeze(token).expect(204);

    node.get(here, "/v1/me").refused(401, 3001);
    node.get(there.text("accessToken"), "/v1/me").refused(401, 3001);
    node.post(null, "/v1/auth/refresh", Map.of("refreshToken", there.text("refreshToken")))
        .refused(401, 3001);
    node.login(ADA, Map.of()).refused(401, 3002);
    assertEquals("[]", server.dump("select * from api_keys"));
    freeze(token).refused(400, 3070);
    assertEquals("Bourse: Your account is frozen", server.mailTo(ADA).getLast().subject());

    assertEquals(UserStatus.FROZEN, node.users().find(ada.id()).orElseThrow().status());
    reset();
    node.post(null, "/v1/auth/login", Map.of("email", ADA, "password", OTHER)).expect(200);
    assertEquals(
        List.of(
            "login.new-place", "apikey.create", "user.freeze", "user.unfreeze", "password.reset"),
        server.actsOn(ada.id().toString()));
  }

  @Test
  void aNewPasswordDoesNotUndoWhatTheStaffDecided() throws Exception {
    node.newUser(ADA);
    User ada = node.users().findByEmail(ADA).orElseThrow();
    node.login(ADA, ELSEWHERE).expect(200);
    freeze(server.lastToken(ADA)).expect(204);
    node.users().setStatus(ada.id(), UserStatus.FROZEN, (handle, before) -> {});
    reset();
    assertEquals(UserStatus.FROZEN, node.users().find(ada.id()).orElseThrow().status());

    node.users().setStatus(ada.id(), UserStatus.ACTIVE, (handle, before) -> {});
    node.post(null, "/v1/auth/login", Map.of("email", ADA, "password", OTHER)).expect(200);
  }

  @Test
  void aLinkWorksForAWeek() throws Exception {
    node.newUser(ADA);
    node.login(ADA, ELSEWHERE).expect(200);
    server.pass(Duration.ofDays(7));
    freeze(server.lastToken(ADA)).refused(400, 3070);
    node.login(ADA, Map.of()).expect(200);
  }

  @Test
  void whatIsRememberedOfAUserIsBounded() {
    LoginPlaces places = new LoginPlaces(new byte[32], server::micros);
    node.users().create(AuthServer.person(ADA));
    User ada = node.users().findByEmail(ADA).orElseThrow();
    server.write(handle ->
        IntStream.range(0, LoginPlaces.MOST_PER_USER + 5)
            .forEach(i -> {
              server.pass(Duration.ofSeconds(1));
              assertEquals(i > 0, places.note(handle, ada.id(), List.of("place " + i)));
            }));
    assertEquals(
        "[{count=" + LoginPlaces.MOST_PER_USER + "}]",
        server.dump("select count(*) as count from login_places"));
    server.write(handle -> assertFalse(places.note(handle, ada.id(), List.of("place 104"))));
    server.write(handle -> assertTrue(places.note(handle, ada.id(), List.of("place 0"))));
  }

  private List<Mail> told() {
    return server.mailTo(ADA).stream().filter(mail -> mail.subject().equals(SUBJECT)).toList();
  }

  private Answer browser(String device, String cookie) throws Exception {
    String[] headers =
        cookie == null
            ? new String[] {"Origin", node.origin()}
            : new String[] {"Origin", node.origin(), "Cookie", "__Host-bourse-place=" + cookie};
    Map<String, ?> login =
        Map.of(
            "email", ADA, "password", AuthServer.PASSWORD, "device", device, "client", "BROWSER");
    return node.send("POST", null, "/v1/auth/login", login, headers).expect(200);
  }

  /** What the browser was told to show at its next login. */
  private static String place(Answer answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("__Host-bourse-place="))
        .map(cookie -> cookie.replaceAll(".*?=([^;]*);.*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  private Answer freeze(String token) throws Exception {
    return node.post(null, "/v1/account-freezes", Map.of("token", token));
  }

  private void reset() throws Exception {
    node.post(null, "/v1/password-resets", Map.of("email", ADA)).expect(202);
    node.post(
            null,
            "/v1/password-resets/complete",
            Map.of("token", server.lastToken(ADA), "newPassword", OTHER))
        .expect(204);
  }
}
