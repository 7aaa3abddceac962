package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthServer.Answer;
import bourse.auth.AuthServer.Node;
import bourse.notification.Mail;
import bourse.platform.data.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** New passwords through HTTP, on each of the databases. */
@ParameterizedClass
@EnumSource
class PasswordsApiTest {
  private static final String ADA = "Ada@example.com";
  private static final String OTHER = "quinces in the attic";

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
  void aNewPasswordEndsEveryOtherSession() throws Exception {
    String here = node.newUser(ADA);
    String id = node.get(here, "/v1/me").expect(200).text("id");
    Answer there = node.login(ADA, Map.of()).expect(200);
    change(here, "not the password", OTHER).refused(401, 3002);
    change(here, AuthServer.PASSWORD, "Password123!").refused(400, 3006);
    node.get(there.text("accessToken"), "/v1/me").expect(200);

    change(here, AuthServer.PASSWORD, OTHER).expect(204);

    node.get(here, "/v1/me").expect(200);
    node.get(there.text("accessToken"), "/v1/me").refused(401, 3001);
    refresh(there).refused(401, 3001);
    node.login(ADA, Map.of()).refused(401, 3002);
    login(OTHER).expect(200);
    assertEquals(List.of("password.change"), server.actsOn(id));
    Mail notice = server.mailTo(ADA).getLast();
    assertEquals("Bourse: Your password was changed", notice.subject());
    assertTrue(notice.text().contains(", from the address 127.0.0.1."), notice.text());
  }

  @Test
  void whoHasASecondFactorShowsItForANewPassword() throws Exception {
    String token = node.newUser(ADA);
    String seed = enrol(token);
    Answer trusting = node.login(ADA, Map.of("totp", code(seed), "trustDevice", true));
    String device = trusting.expect(200).text("deviceToken");
    String stolen = node.login(ADA, Map.of("deviceToken", device)).expect(200).text("accessToken");
    change(stolen, AuthServer.PASSWORD, OTHER).refused(403, 3033);
    server.freshStep();
    node.post(stolen, "/v1/auth/step-up", Map.of("totp", code(seed))).expect(200);
    change(stolen, AuthServer.PASSWORD, OTHER).expect(204);
  }

  @Test
  void aNewPasswordTrustsNoDeviceAnyMore() throws Exception {
    String token = node.newUser(ADA);
    String seed = enrol(token);
    String device =
        node.login(ADA, Map.of("totp", code(seed), "trustDevice", true))
            .expect(200)
            .text("deviceToken");
    node.login(ADA, Map.of("deviceToken", device)).expect(200);
    change(token, AuthServer.PASSWORD, OTHER).expect(204);
    node.post(
            null, "/v1/auth/login", Map.of("email", ADA, "password", OTHER, "deviceToken", device))
        .refused(401, 3030);
  }

  @Test
  void aLinkGivesANewPasswordOnceAndEndsAllSessions() throws Exception {
    String session = node.newUser(ADA);
    String id = node.get(session, "/v1/me").expect(200).text("id");
    ask("ada@EXAMPLE.com").expect(202);
    String token = server.lastToken(ADA);
    complete(token, "Password123!").refused(400, 3006);
    node.get(session, "/v1/me").expect(200);

    complete(token, OTHER).expect(204);

    node.get(session, "/v1/me").refused(401, 3001);
    node.login(ADA, Map.of()).refused(401, 3002);
    login(OTHER).expect(200);
    complete(token, "a third of its kind").refused(400, 3070);
    assertEquals(List.of("password.reset"), server.actsOn(id));
    assertEquals("Bourse: Your password was changed", server.mailTo(ADA).getLast().subject());
    assertFalse(server.dump("select * from mail_links").contains(token), "only its hash is kept");
  }

  @Test
  void whoRegistersAgainIsWrittenToAndCanChooseANewPassword() throws Exception {
    node.newUser(ADA);
    for (int i = 0; i < 5; i++) {
      node.post(
              null,
              "/v1/auth/register",
              Map.of("email", "ada@EXAMPLE.com", "password", OTHER, "fullName", "Eve"))
          .expect(202);
    }
    login(OTHER).refused(401, 3002);
    assertEquals(
        MailLinks.Purpose.RESET_PASSWORD.most(),
        server.mailTo(ADA).size(),
        "a mailbox is not filled");
    Mail letter = server.mailTo(ADA).getFirst();
    assertEquals("Bourse: You have an account already", letter.subject());
    assertFalse(letter.text().contains("Eve"), "nothing that a stranger chose");
    complete(server.tokens(ADA).getFirst(), OTHER).expect(204);
    login(OTHER).expect(200);
  }

  @Test
  void aLinkIsOneUsersAndForHalfAnHour() throws Exception {
    node.newUser(ADA);
    node.newUser("eve@example.com");
    ask(ADA).expect(202);
    ask("eve@example.com").expect(202);
    String hers = server.lastToken(ADA);
    assertNotEquals(hers, server.lastToken("eve@example.com"));
    complete(server.lastToken("eve@example.com"), OTHER).expect(204);
    node.login(ADA, Map.of()).expect(200);

    server.pass(Duration.ofMinutes(30));
    complete(hers, OTHER).refused(400, 3070);
    complete("x".repeat(43), OTHER).refused(400, 3070);
    assertFalse(node.auth().cleanUp().work().doPiece());
    assertEquals("[]", server.dump("select * from mail_links"));
  }

  @Test
  void ofSeveralLinksOneWorksAndOfSeveralUsesOne() throws Exception {
    node.newUser(ADA);
    for (int i = 0; i < 5; i++) {
      ask(ADA).expect(202);
    }
    assertEquals(
        MailLinks.Purpose.RESET_PASSWORD.most(),
        server.mailTo(ADA).size(),
        "a mailbox is not filled");
    List<String> tokens = server.tokens(ADA);
    List<Integer> answers = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String token = tokens.get(i % 2);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  answers.add(complete(token, OTHER).status());
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(204, 400, 400, 400, 400, 400), answers.stream().sorted().toList());
    complete(tokens.getLast(), "a third of its kind").refused(400, 3070);
  }

  @Test
  void aLinkLeavesSecondFactorsAsTheyAre() throws Exception {
    String session = node.newUser(ADA);
    String seed = enrol(session);
    ask(ADA).expect(202);
    complete(server.lastToken(ADA), OTHER).expect(204);
    login(OTHER).refused(401, 3030);
    server.freshStep();
    node.post(null, "/v1/auth/login", Map.of("email", ADA, "password", OTHER, "totp", code(seed)))
        .expect(200);
  }

  @Test
  void whoIsKeptOutGetsNoLink() throws Exception {
    node.newUser(ADA);
    ask(ADA).expect(202);
    String before = server.lastToken(ADA);
    User ada = node.users().findByEmail(ADA).orElseThrow();
    node.users().setStatus(ada.id(), UserStatus.DISABLED, (handle, status) -> {});
    ask(ADA).expect(202);
    ask("nobody@example.com").expect(202);
    assertEquals(1, server.mailTo(ADA).size());
    complete(before, OTHER).refused(400, 3070);
  }

  @Test
  void aFreshPasswordBeatsALoginUnderWay() throws Exception {
    String token = node.newUser(ADA);
    User ada = node.users().findByEmail(ADA).orElseThrow();
    String before = server.dump("select hashed_password from users").replaceAll(".*=(.*)}]", "$1");
    change(token, AuthServer.PASSWORD, OTHER).expect(204);
    // What a login does that checked the password before it was changed.
    assertEquals(
        "The password, or whether the user may log in, has changed just now.",
        server.refusal(handle -> UserStore.requirePassword(handle, ada.id(), before)));
  }

  private Answer change(String token, String current, String wanted) throws Exception {
    return node.post(
        token, "/v1/me/password", Map.of("currentPassword", current, "newPassword", wanted));
  }

  private Answer ask(String email) throws Exception {
    return node.post(null, "/v1/password-resets", Map.of("email", email));
  }

  private Answer complete(String token, String password) throws Exception {
    return node.post(
        null, "/v1/password-resets/complete", Map.of("token", token, "newPassword", password));
  }

  private Answer login(String password) throws Exception {
    return node.post(null, "/v1/auth/login", Map.of("email", ADA, "password", password));
  }

  private Answer refresh(Answer tokens) throws Exception {
    return node.post(null, "/v1/auth/refresh", Map.of("refreshToken", tokens.text("refreshToken")));
  }

  /** Turns on an authenticator app; its seed. */
  private String enrol(String token) throws Exception {
    String seed = node.post(token, "/v1/me/totp", Map.of()).expect(201).text("secret");
    server.freshStep();
    node.post(token, "/v1/me/totp/confirmation", Map.of("code", code(seed))).expect(200);
    server.freshStep();
    return seed;
  }

  private String code(String seed) {
    return Totp.code(Totp.seed(seed), Totp.step(server.now()));
  }
}
