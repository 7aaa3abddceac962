package bourse.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.MailConfig.Security;
import bourse.notification.MailConfig.Transport;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The outbox before a real SMTP server, on each of the databases. */
@ParameterizedClass
@EnumSource
class MailOutboxTest {
  private static final Mail GREETING =
      new Mail("ada@example.com", "Grüße an Ada", "A first line.\nZürich, £ and 🦊.\n");

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private TestDatabase database;
  private DataDirectory data;
  private Keystore keystore;
  private MailOutbox outbox;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    keystore = Keystore.open(data);
  }

  @AfterEach
  void stop() throws Exception {
    if (outbox != null) {
      outbox.stop();
    }
    data.close();
    database.close();
  }

  @Test
  void sendsWhatWasCommittedAndNothingElse() throws Exception {
    try (SmtpServer server = SmtpServer.open()) {
      open(smtp(server.port()));
      outbox.start();
      assertThrows(
          IllegalStateException.class,
          () ->
              database
                  .database()
                  .durably(handle -> {
                    outbox.post(handle, new Mail("eve@example.com", "Never", ""));
                    throw new IllegalStateException("rolled back");
                  }));
      database
          .database()
          .durably(handle -> {
            outbox.pretend(handle, new Mail("eve@example.com", "Never", "a secret"));
            return handle;
          });
      post(GREETING);

      MimeMessage message = server.next();
      assertEquals("ada@example.com", message.getAllRecipients()[0].toString());
      assertEquals("bourse@example.org", message.getFrom()[0].toString());
      assertEquals(GREETING.subject(), message.getSubject());
      assertEquals(GREETING.text(), message.getContent().toString().replace("\r\n", "\n"));
      assertEquals("auto-generated", message.getHeader("Auto-Submitted")[0]);
      PostedMail sent = awaitDone();
      assertEquals("<" + sent.id() + "@example.org>", message.getMessageID());
      assertTrue(sent.sentAt().isPresent());
      assertEquals("", body(), "a link in it is kept nowhere any more");
      assertEquals(1, outbox.latest(10).size());
      assertTrue(server.isEmpty());
    }
  }

  @Test
  void waitsForAServerThatIsAwayAlsoThroughAKill() throws Exception {
    int port = Ports.free();
    open(smtp(port));
    outbox.start();
    post(GREETING);
    await("a failed attempt", () -> outbox.latest(1).getFirst().failure().isPresent());
    assertEquals(Health.State.DEGRADED, outbox.health().state());
    assertTrue(outbox.health().detail().contains("localhost:" + port), outbox.health().detail());
    outbox.stop();

    // As after a kill: another process finds what SQL holds.
    database.reopen();
    open(smtp(port));
    assertEquals("", outbox.latest(1).getFirst().mail().text(), "nobody reads its links");
    try (SmtpServer server = SmtpServer.open(port)) {
      outbox.start();
      aheadMicros.addAndGet(Duration.ofMinutes(1).toNanos() / 1_000);
      assertEquals(GREETING.subject(), server.next().getSubject());
      assertTrue(awaitDone().sentAt().isPresent());
      assertEquals(Health.UP, outbox.health());
    }
  }

  @Test
  void logsInOverTlsOnly() throws Exception {
    SmtpServer.Certificate certificate = SmtpServer.Certificate.make(directory);
    try (SmtpServer server = SmtpServer.closed(certificate.server());
        SmtpServer plain = SmtpServer.open()) {
      keystore.put(
          "mail.smtp-password", "not it".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      open(protectedBy(server.port()), certificate.trusting());
      outbox.start();
      post(GREETING);
      await("a refused log-in", () -> outbox.latest(1).getFirst().failure().isPresent());
      assertTrue(server.isEmpty());
      assertFalse(outbox.health().detail().contains("not it"), outbox.health().detail());
      outbox.setPassword(SmtpServer.PASSWORD);
      aheadMicros.addAndGet(Duration.ofMinutes(1).toNanos() / 1_000);
      assertEquals(GREETING.subject(), server.next().getSubject());
      awaitDone();
      outbox.stop();

      // Nothing is said to a server without STARTTLS, nor to one whose certificate is not trusted.
      for (MailOutbox wrong :
          List.of(
              opened(protectedBy(plain.port()), Optional.of(certificate.trusting())),
              opened(protectedBy(server.port()), Optional.empty()))) {
        outbox = wrong;
        outbox.start();
        post(new Mail("ada@example.com", "Not in the open", ""));
        await("a refusal", () -> outbox.latest(1).getFirst().failure().isPresent());
        outbox.stop();
      }
      assertTrue(plain.isEmpty());
      assertTrue(server.isEmpty());
    }
  }

  @Test
  void givesUpWhatIsRefusedAndWhatIsTooOld() throws Exception {
    try (SmtpServer server = SmtpServer.open()) {
      open(smtp(server.port()));
      outbox.start();
      post(new Mail(SmtpServer.REFUSED, "Nobody", "a secret"));
      PostedMail refused = awaitDone();
      assertEquals(1, refused.attempts());
      assertTrue(refused.sentAt().isEmpty());
      assertTrue(refused.failure().orElseThrow().contains("SendFailed"), refused.toString());
      assertEquals("", body());
      assertEquals(Health.UP, outbox.health(), "the server is well");
      outbox.stop();
    }
    open(smtp(Ports.free()));
    outbox.start();
    post(GREETING);
    await("a failed attempt", () -> outbox.latest(1).getFirst().attempts() == 1);
    aheadMicros.addAndGet(Duration.ofDays(1).toNanos() / 1_000 + 1);
    awaitDone();

    aheadMicros.addAndGet(Duration.ofDays(5).toNanos() / 1_000);
    assertFalse(outbox.cleanUp().work().doPiece());
    assertEquals(2, outbox.latest(10).size());
    aheadMicros.addAndGet(Duration.ofDays(2).toNanos() / 1_000);
    assertFalse(outbox.cleanUp().work().doPiece());
    assertEquals(List.of(), outbox.latest(10));
  }

  @Test
  void keepsMailToReadWhereNoneIsSent() throws Exception {
    open(MailConfig.mailbox());
    outbox.start();
    post(GREETING);
    post(new Mail("eve@example.com", "Another", ""));
    List<PostedMail> kept = outbox.latest(10);
    assertEquals("Another", kept.getFirst().mail().subject());
    assertEquals(GREETING, kept.getLast().mail());
    assertEquals(kept.getLast(), outbox.find(kept.getLast().id()).orElseThrow());
    assertEquals(
        clock.instant().truncatedTo(ChronoUnit.DAYS),
        kept.getLast().sentAt().orElseThrow().truncatedTo(ChronoUnit.DAYS));
    assertEquals(1, outbox.latest(1).size());
    assertEquals(Health.State.UP, outbox.health().state());
  }

  @Test
  void refusesAConfigurationThatWouldSendInTheOpen() {
    Fault open =
        assertThrows(
            Fault.class,
            () ->
                new MailConfig(
                    Transport.SMTP,
                    "bourse@example.org",
                    "mail.example.org",
                    25,
                    Security.NONE,
                    ""));
    assertEquals(ErrorCode.BAD_CONFIGURATION, open.code());
    Fault from =
        assertThrows(
            Fault.class,
            () -> new MailConfig(Transport.SMTP, "no address", "localhost", 25, Security.TLS, ""));
    assertEquals(ErrorCode.BAD_CONFIGURATION, from.code());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Mail("ada@example.com\nBcc: eve@example.com", "x", ""));
    assertThrows(
        IllegalArgumentException.class, () -> new Mail("ada@example.com", "x\r\nBcc: eve", ""));
  }

  private static MailConfig smtp(int port) {
    return new MailConfig(
        Transport.SMTP, "bourse@example.org", "localhost", port, Security.NONE, "");
  }

  private static MailConfig protectedBy(int port) {
    return new MailConfig(
        Transport.SMTP,
        "bourse@example.org",
        "localhost",
        port,
        Security.STARTTLS,
        SmtpServer.USER);
  }

  private void open(MailConfig config) {
    outbox = opened(config, Optional.empty());
  }

  private void open(MailConfig config, SSLSocketFactory certificates) {
    outbox = opened(config, Optional.of(certificates));
  }

  private MailOutbox opened(MailConfig config, Optional<SSLSocketFactory> certificates) {
    return new MailOutbox(config, database.database(), keystore, clock, certificates);
  }

  private void post(Mail mail) {
    database
        .database()
        .durably(handle -> {
          outbox.post(handle, mail);
          return mail;
        });
  }

  /** The newest mail, once nothing will happen to it any more. */
  private PostedMail awaitDone() throws InterruptedException {
    await(
        "the end of the newest mail",
        () ->
            database
                .database()
                .jdbi()
                .withHandle(handle ->
                    handle
                        .createQuery(
                            "select next_attempt_at is null from mails order by id desc limit 1")
                        .mapTo(Boolean.class)
                        .one()));
    return outbox.latest(1).getFirst();
  }

  private String body() {
    return database
        .database()
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select body from mails order by id desc limit 1")
                .mapTo(String.class)
                .one());
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "Waited in vain for " + what);
      Thread.sleep(20);
    }
  }
}
