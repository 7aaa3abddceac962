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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses that are verified before the first login, through HTTP, on each of the databases. */
@ParameterizedClass
@EnumSource
class EmailVerificationApiTest {
  private static final String ADA = "Ada@example.com";
  private static final int UNVERIFIED = 3073;
  private static final Duration UNVERIFIED_LIFETIME = AuthConfig.defaults().unverifiedLifetime();

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private AuthServer server;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    server = new AuthServer(dialect, directory, AuthServer.config(true));
    node = server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void whoRegistersLogsInOnceTheLinkWasOpened() throws Exception {
    node.register(ADA);
    node.login(ADA, Map.of()).refused(401, UNVERIFIED);
    node.post(null, "/v1/auth/login", Map.of("email", ADA, "password", "not the password"))
        .refused(401, 3002);
    Mail letter = server.mailTo(ADA).getFirst();
    assertEquals("Bourse: Confirm your address", letter.subject());
    assertEquals(1, server.mailTo(ADA).size(), "not again a moment later");
    String token = server.lastToken(ADA);
    assertTrue(letter.text().contains(AuthServer.ORIGIN + "/#/verify-email/" + token));
    complete("x".repeat(43)).refused(400, 3070);

    assertEquals("", complete(token).expect(204).body().asText(), "nobody is logged in by it");

    String session = node.login(ADA, Map.of()).expect(200).text("accessToken");
    String id = node.get(session, "/v1/me").expect(200).text("id");
    assertEquals(List.of("email.verify"), server.actsOn(id));
    complete(token).refused(400, 3070);
    ask(ADA).expect(202);
    assertEquals(1, server.mailTo(ADA).size(), "a verified address gets no more of them");
  }

  @Test
  void theMailComesAgainWithAPauseAndNotToStrangers() throws Exception {
    node.register(ADA);
    for (int i = 0; i < 3; i++) {
      server.pass(MailLinks.Purpose.VERIFY_EMAIL.pause());
      ask("ada@EXAMPLE.com").expect(202);
      ask(ADA).expect(202);
      ask("nobody@example.com").expect(202);
    }
    assertEquals(MailLinks.Purpose.VERIFY_EMAIL.most(), server.mailTo(ADA).size(), "in an hour");
    assertEquals(List.of(), server.mailTo("nobody@example.com"));
    server.pass(Duration.ofHours(1));
    node.login(ADA, Map.of()).refused(401, UNVERIFIED);
    assertEquals(MailLinks.Purpose.VERIFY_EMAIL.most() + 1, server.mailTo(ADA).size());
    complete(server.tokens(ADA).getFirst()).expect(204);
    complete(server.lastToken(ADA)).refused(400, 3070);
  }

  @Test
  void aLinkWorksForADay() throws Exception {
    node.register(ADA);
    server.pass(Duration.ofDays(1));
    complete(server.lastToken(ADA)).refused(400, 3070);
    node.login(ADA, Map.of()).refused(401, UNVERIFIED);
    complete(server.lastToken(ADA)).expect(204);
    node.login(ADA, Map.of()).expect(200);
  }

  @Test
  void whoChoosesANewPasswordByMailHasShownToReadIt() throws Exception {
    node.register(ADA);
    node.register("ada@EXAMPLE.com");
    assertEquals("Bourse: You have an account already", server.mailTo(ADA).getLast().subject());
    node.post(
            null,
            "/v1/password-resets/complete",
            Map.of("token", server.lastToken(ADA), "newPassword", AuthServer.PASSWORD))
        .expect(204);
    node.login(ADA, Map.of()).expect(200);
  }

  @Test
  void aLinkIsOfOnePurpose() throws Exception {
    node.register(ADA);
    node.post(
            null,
            "/v1/password-resets/complete",
            Map.of("token", server.lastToken(ADA), "newPassword", "quinces in the attic"))
        .refused(400, 3070);
    node.post(null, "/v1/password-resets", Map.of("email", ADA)).expect(202);
    complete(server.lastToken(ADA)).refused(400, 3070);
    node.login(ADA, Map.of()).refused(401, UNVERIFIED);
  }

  @Test
  void whomSomebodyVouchesForLogsIn() throws Exception {
    node.register(ADA);
    User ada = node.users().findByEmail(ADA).orElseThrow();
    assertTrue(ada.emailVerifiedAt().isEmpty());
    int[] written = {0};
    node.users().verifyEmail(ada.id(), handle -> written[0]++);
    node.users().verifyEmail(ada.id(), handle -> written[0]++);
    assertEquals(1, written[0], "the second time changes nothing");
    assertFalse(node.users().find(ada.id()).orElseThrow().emailVerifiedAt().isEmpty());
    node.login(ADA, Map.of()).expect(200);
    complete(server.lastToken(ADA)).refused(400, 3070);
  }

  /** Who can't show it does not keep the address from its owner for ever. */
  @Test
  void anAddressIsFreeAgainWhenNobodyVerifiesIt() throws Exception {
    node.register(ADA);
    User squatter = node.users().findByEmail(ADA).orElseThrow();
    String link = server.lastToken(ADA);
    for (String other : List.of("verified@example.com", "paid@example.com")) {
      node.register(other);
    }
    complete(server.lastToken("verified@example.com")).expect(204);
    User paid = node.users().findByEmail("paid@example.com").orElseThrow();
    server.write(handle ->
        handle.execute(
            "insert into payment_references (reference, reference_id, account_id, currency, amount,"
                + " kind, actor, status, created_at)"
                + " values ('wire-1', ?, ?, 'USD', 1, 'DEPOSIT', 'operator:tests', 'BOOKED', ?)",
            UUID.randomUUID(),
            paid.account(),
            server.now().atOffset(ZoneOffset.UTC)));
    server.pass(UNVERIFIED_LIFETIME.minusMinutes(10));
    assertFalse(node.auth().cleanUp().work().doPiece());
    assertEquals(List.of(), server.actsOn(squatter.id().toString()));

    server.pass(Duration.ofMinutes(10));
    assertFalse(node.auth().cleanUp().work().doPiece());

    assertEquals(List.of("user.remove"), server.actsOn(squatter.id().toString()));
    assertTrue(node.users().findByEmail(ADA).isEmpty());
    node.post(null, "/v1/auth/login", Map.of("email", ADA, "password", AuthServer.PASSWORD))
        .refused(401, 3002);
    complete(link).refused(400, 3070);
    node.register(ADA);
    complete(server.lastToken(ADA)).expect(204);
    node.login(ADA, Map.of()).expect(200);
    User owner = node.users().findByEmail(ADA).orElseThrow();
    assertTrue(owner.account() > squatter.account(), "no account number is given twice");

    server.pass(UNVERIFIED_LIFETIME);
    assertFalse(node.auth().cleanUp().work().doPiece());
    assertTrue(node.users().find(paid.id()).isPresent(), "there is money of theirs");
    assertTrue(node.users().find(owner.id()).isPresent());
    node.login("verified@example.com", Map.of()).expect(200);
  }

  private Answer ask(String email) throws Exception {
    return node.post(null, "/v1/email-verifications", Map.of("email", email));
  }

  private Answer complete(String token) throws Exception {
    return node.post(null, "/v1/email-verifications/complete", Map.of("token", token));
  }
}
