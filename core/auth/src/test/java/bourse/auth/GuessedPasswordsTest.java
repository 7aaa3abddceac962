package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthServer.Answer;
import bourse.auth.AuthServer.Node;
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

/** Who guesses passwords waits, and after a hundred in a row there are no more. */
@ParameterizedClass
@EnumSource
class GuessedPasswordsTest {
  private static final String ADA = "ada@example.com";

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
  void pausesGrowAndEndWithTheRightPassword() throws Exception {
    node.newUser(ADA);
    guess(ADA, PasswordThrottle.FIRST_PAUSED);
    assertEquals(30, paused(node.login(ADA, Map.of())));
    assertEquals(30, paused(node.login("ADA@example.com", Map.of())), "whatever the case");
    server.pass(Duration.ofSeconds(31));
    guess(ADA, 1);
    assertEquals(60, paused(node.login(ADA, Map.of())));

    node = server.restart();
    assertTrue(paused(node.login(ADA, Map.of())) > 50, "a restart does not set it back");
    server.pass(Duration.ofSeconds(61));
    node.login(ADA, Map.of()).expect(200);
    guess(ADA, PasswordThrottle.FIRST_PAUSED - 1);
    node.login(ADA, Map.of()).expect(200);
  }

  @Test
  void ofManyAtOnceAfterThePauseOneIsLookedAt() throws Exception {
    node.newUser(ADA);
    guess(ADA, PasswordThrottle.FIRST_PAUSED);
    server.pass(Duration.ofSeconds(31));
    Node other = server.start();
    List<Integer> answers = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Node asked = i % 2 == 0 ? node : other;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  answers.add(login(asked, ADA, "guess").status());
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(401, 429, 429, 429, 429, 429), answers.stream().sorted().toList());
  }

  @Test
  void afterAHundredNoneIsTakenUntilSomebodyUnlocksOrTheOwnerChoosesANewOne() throws Exception {
    node.newUser(ADA);
    User ada = node.users().findByEmail(ADA).orElseThrow();
    guessPatiently(PasswordCheck.TOLD);
    server.write(handle ->
        handle.execute(
            "update login_failures set failures = ?", PasswordThrottle.MOST - PasswordCheck.TOLD));
    guessPatiently(PasswordCheck.TOLD);
    node.login(ADA, Map.of()).refused(401, 3072);
    server.pass(Duration.ofDays(300));
    node.login(ADA, Map.of()).refused(401, 3072);
    assertEquals(
        List.of(
            "Bourse: Somebody tries to guess your password",
            "Bourse: Log-ins with your password are locked"),
        server.mailTo(ADA).stream().map(mail -> mail.subject()).toList());
    assertEquals(List.of("login.throttle", "login.lock"), server.actsOn(ada.id().toString()));

    node.users().unlock(ada.id(), (handle, hadAny) -> assertTrue(hadAny));
    node.login(ADA, Map.of()).expect(200);

    guess(ADA, PasswordThrottle.FIRST_PAUSED);
    node.post(null, "/v1/password-resets", Map.of("email", ADA)).expect(202);
    Map<String, String> completion =
        Map.of("token", server.lastToken(ADA), "newPassword", "quinces in the attic");
    node.post(null, "/v1/password-resets/complete", completion).expect(204);
    login(node, ADA, "quinces in the attic").expect(200);
  }

  @Test
  void anAddressWithoutAUserLooksTheSame() throws Exception {
    guess("nobody@example.com", PasswordThrottle.FIRST_PAUSED);
    assertEquals(30, paused(login(node, "nobody@example.com", "guess")));
    assertTrue(!server.dump("select * from login_failures").contains("nobody@"));
  }

  @Test
  void manyWrongPasswordsFromOnePlaceHaveToWaitWhoeverTheyAreOf() throws Exception {
    node.newUser(ADA);
    for (int i = 0; i < 50; i++) {
      login(node, "user" + i + "@example.com", "guess").refused(401, 3002);
    }
    assertTrue(paused(node.login(ADA, Map.of())) > 500);
    server.pass(SprayThrottle.WINDOW);
    node.login(ADA, Map.of()).expect(200);
  }

  private void guessPatiently(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      guess(ADA, 1);
      server.pass(Duration.ofMinutes(16));
    }
  }

  private void guess(String email, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      login(node, email, "guess").refused(401, 3002);
    }
  }

  /** How many seconds to wait. */
  private static long paused(Answer answer) {
    answer.refused(429, 3071);
    return Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow());
  }

  private static Answer login(Node node, String email, String password) throws Exception {
    return node.post(null, "/v1/auth/login", Map.of("email", email, "password", password));
  }
}
