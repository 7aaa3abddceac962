package bourse.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.SmsConfig.Transport;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The outbox of text messages before a provider that answers as Twilio does. */
@ParameterizedClass
@EnumSource
class TextOutboxTest {
  private static final TextMessage CODE = new TextMessage("+4930123456", "Bourse: 123456 & more");
  private static final String FROM = "+4930999999";
  private static final String SERVICE = "MG" + "ab".repeat(16);

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private TestDatabase database;
  private DataDirectory data;
  private Keystore keystore;
  private TextOutbox outbox;

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
  void sendsWhatWasCommittedAndKeepsNoCode() throws Exception {
    try (TwilioServer twilio = TwilioServer.open()) {
      open(twilio.url(), FROM);
      outbox.setSecret(TwilioServer.SECRET);
      assertThrows(
          IllegalStateException.class,
          () ->
              database
                  .database()
                  .durably(handle -> {
                    outbox.post(handle, new TextMessage("+4930666666", "never"));
                    throw new IllegalStateException("rolled back");
                  }));
      post(CODE);
      assertEquals(
          Map.of("To", CODE.recipient(), "From", FROM, "Body", CODE.text()), twilio.next());
      TextOutbox.Kept sent = awaitDone();
      assertEquals(1, sent.attempts());
      assertTrue(sent.sentAt().isPresent());
      assertEquals("", sent.message().text());
      assertEquals(CODE.recipient(), sent.message().recipient());
      outbox.stop();

      open(twilio.url(), SERVICE);
      post(CODE);
      assertEquals(SERVICE, twilio.next().get("MessagingServiceSid"));
      awaitDone();
      assertTrue(twilio.isEmpty());
      assertFalse(rows().contains("123456"), "neither number nor code can be read in the database");
      assertTrue(rows().contains("SMfedcba98fedcba98fedcba98fedcba98"));
      aheadMicros.addAndGet(Duration.ofDays(2).toNanos() / 1_000);
      assertFalse(outbox.cleanUp().work().doPiece());
      assertEquals(0, outbox.latest(10).size());
    }
  }

  @Test
  void waitsWhileTwilioTakesNothingAndUntilTheSecretIsRight() throws Exception {
    try (TwilioServer twilio = TwilioServer.open()) {
      open(twilio.url(), FROM);
      post(CODE);
      await(
          "it says what is missing", () -> outbox.health().detail().contains("bourse sms secret"));
      assertEquals(Health.State.DEGRADED, outbox.health().state());
      outbox.setSecret("not it");
      pass(Duration.ofSeconds(10));
      await("it says so", () -> outbox.health().detail().contains("HTTP 401, code 20003"));
      await(
          "it is on record",
          () -> outbox.latest(1).getFirst().failure().orElse("").contains("20003"));
      outbox.setSecret(TwilioServer.SECRET);
      twilio
          .refusing(429, 20429, "Too Many Requests")
          .refusing(503, 20503, "Service Unavailable")
          .refusing(400, 21606, "The From phone number is not valid");
      pass(Duration.ofSeconds(20));
      await("too many", () -> outbox.health().detail().contains("20429"));
      pass(Duration.ofMinutes(1));
      await("away", () -> outbox.health().detail().contains("20503"));
      pass(Duration.ofMinutes(1));
      await("our own number is wrong", () -> outbox.health().detail().contains("21606"));
      pass(Duration.ofMinutes(1));
      assertEquals(CODE.text(), twilio.next().get("Body"));
      assertEquals(Optional.empty(), awaitDone().failure());
      assertEquals(Health.UP, outbox.health());
      assertTrue(twilio.isEmpty());
    }
  }

  @Test
  void whoCantBeSentAnythingHoldsUpNobody() throws Exception {
    try (TwilioServer twilio = TwilioServer.open()) {
      open(twilio.url(), FROM);
      outbox.setSecret(TwilioServer.SECRET);
      twilio.refusing(400, 21211, "The 'To' number is not a valid phone number");
      post(CODE);
      TextOutbox.Kept refused = awaitDone();
      assertEquals(Optional.empty(), refused.sentAt());
      assertTrue(refused.failure().orElse("").contains("21211"));
      assertEquals(Health.UP, outbox.health());
      post(new TextMessage("+4930777777", "hello"));
      assertEquals("+4930777777", twilio.next().get("To"));
    }
  }

  @Test
  void goesOnAfterAKillAndGivesUpWhatNobodyWaitsForAnyMore() throws Exception {
    int port = Ports.free();
    URI url = URI.create("http://127.0.0.1:" + port);
    open(url, FROM);
    outbox.setSecret(TwilioServer.SECRET);
    post(CODE);
    await("a failed attempt", () -> outbox.latest(1).getFirst().failure().isPresent());
    outbox.stop();

    // As after a kill: another process finds what SQL holds.
    database.reopen();
    open(url, FROM);
    try (TwilioServer twilio = TwilioServer.open(port)) {
      pass(Duration.ofMinutes(1));
      assertEquals(CODE.text(), twilio.next().get("Body"));
      assertTrue(awaitDone().sentAt().isPresent());
    }
    post(CODE);
    await("a failed attempt", () -> outbox.latest(1).getFirst().failure().isPresent());
    pass(Duration.ofMinutes(11));
    TextOutbox.Kept late = awaitDone();
    assertEquals(Optional.empty(), late.sentAt());
    assertEquals("", late.message().text());
  }

  @Test
  void whatCantWorkStopsTheStart() {
    URI https = URI.create("https://api.twilio.com");
    String account = TwilioServer.ACCOUNT;
    for (SmsConfigArguments wrong :
        new SmsConfigArguments[] {
          new SmsConfigArguments(https, "AC1", "AC1", FROM),
          new SmsConfigArguments(https, account, "somebody", FROM),
          new SmsConfigArguments(https, account, account, "030 123"),
          new SmsConfigArguments(URI.create("http://api.twilio.com"), account, account, FROM)
        }) {
      Fault fault =
          assertThrows(
              Fault.class,
              () ->
                  new SmsConfig(
                      Transport.TWILIO,
                      wrong.server(),
                      wrong.account(),
                      wrong.user(),
                      wrong.from()));
      assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    }
  }

  private record SmsConfigArguments(URI server, String account, String user, String from) {}

  private void open(URI twilio, String from) {
    outbox =
        new TextOutbox(
            new SmsConfig(
                Transport.TWILIO, twilio, TwilioServer.ACCOUNT, TwilioServer.ACCOUNT, from),
            database.database(),
            keystore,
            clock);
    outbox.start();
  }

  private void post(TextMessage message) {
    database
        .database()
        .durably(handle -> {
          outbox.post(handle, message);
          return message;
        });
  }

  private void pass(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  private String rows() {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.select("select * from text_messages").mapToMap().list())
        .toString();
  }

  /** The newest message, once nothing will happen to it any more. */
  private TextOutbox.Kept awaitDone() throws InterruptedException {
    await(
        "the end of the newest message",
        () ->
            database
                .database()
                .jdbi()
                .withHandle(handle ->
                    handle
                        .select(
                            "select next_attempt_at is null from text_messages"
                                + " order by id desc limit 1")
                        .mapTo(Boolean.class)
                        .one()));
    return outbox.latest(1).getFirst();
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
