package bourse.notification;

import bourse.notification.SmsConfig.Transport;
import bourse.notification.TwilioSender.Outcome;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.service.Health;
import bourse.platform.service.Housekeeping;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox of text messages, and the one thread that empties it; without a provider a mailbox
 * that the operator reads ({@code bourse sms list}). What could not be sent is tried again with
 * growing pauses for ten minutes: nobody waits for a code for longer. Thread safe.
 */
public final class TextOutbox implements Texter, Service {
  private static final Logger LOG = LoggerFactory.getLogger(TextOutbox.class);
  private static final String SECRET = "sms.provider-secret";
  private static final Duration LOOKS = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int AT_ONCE = 20;
  private static final int DELETED_AT_ONCE = 500;

  /**
   * A message in the outbox.
   *
   * @param message its text is empty once a provider has it
   * @param createdAt when it was posted
   * @param attempts how often it was handed to a provider
   * @param sentAt when one took it
   * @param failure why the last attempt failed
   */
  public record Kept(
      UUID id,
      TextMessage message,
      Instant createdAt,
      int attempts,
      Optional<Instant> sentAt,
      Optional<String> failure) {}

  private final SmsConfig config;
  private final Database database;
  private final FieldCipher fields;
  private final TextStore store;
  private final TwilioSender twilio;
  private final Keystore keystore;
  private final WallClock clock;
  private volatile String trouble = "";
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread worker;

  /** The database may be started later, before the first message. */
  public TextOutbox(SmsConfig config, Database database, Keystore keystore, WallClock clock) {
    this.config = config;
    this.database = database;
    this.fields = new FieldCipher(keystore);
    this.store = new TextStore(database, fields);
    this.keystore = keystore;
    this.twilio = new TwilioSender(config, this::secret);
    this.clock = clock;
  }

  @Override
  public void post(Handle handle, TextMessage message) {
    Instant now = clock.instant();
    store.insert(
        handle,
        message,
        now,
        config.transport() == Transport.MAILBOX ? Optional.empty() : Optional.of(now));
  }

  /**
   * The latest, newest first. Those that went or will go to a provider come without their text: who
   * may see this list need not see the codes in them.
   */
  public List<Kept> latest(int limit) {
    return store.latest(limit).stream().map(this::shown).toList();
  }

  private Kept shown(Kept kept) {
    return config.transport() == Transport.MAILBOX
        ? kept
        : new Kept(
            kept.id(),
            new TextMessage(kept.message().recipient(), ""),
            kept.createdAt(),
            kept.attempts(),
            kept.sentAt(),
            kept.failure());
  }

  /** Keeps the secret of the provider's account in the keystore; the next message uses it. */
  public void setSecret(String secret) {
    keystore.put(SECRET, secret.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> secret() {
    return keystore.existing(SECRET).map(secret -> new String(secret, StandardCharsets.UTF_8));
  }

  /** The rows with encrypted columns. */
  public ProtectedRows protectedRows() {
    return new ProtectedRows(database, fields, TextStore.TABLE);
  }

  /** Deletes what is a day old. */
  public Housekeeping.Chore cleanUp() {
    return new Housekeeping.Chore(
        "old text messages",
        () -> store.deleteBefore(clock.instant().minus(KEPT), DELETED_AT_ONCE) == DELETED_AT_ONCE);
  }

  @Override
  public String name() {
    return "sms";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    if (config.transport() != Transport.MAILBOX) {
      worker = Thread.ofVirtual().name("sms").start(this::work);
    }
  }

  /** Waits for the message that is being sent. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (worker != null) {
      worker.join();
    }
  }

  @Override
  public Health health() {
    if (config.transport() == Transport.MAILBOX) {
      return new Health(
          Health.State.UP,
          "Text messages are kept for bourse sms list; sms.transport: twilio would send them");
    }
    return trouble.isEmpty() ? Health.UP : Health.degraded(trouble);
  }

  private void work() {
    try {
      do {
        sendDue();
      } while (!stopping.await(LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private void sendDue() throws InterruptedException {
    try {
      for (Kept kept : store.due(clock.instant(), AT_ONCE)) {
        if (stopping.getCount() == 0) {
          return;
        }
        send(kept);
      }
    } catch (RuntimeException e) {
      trouble = "The outbox can't be read; text messages wait";
      LOG.warn(trouble, e);
    }
  }

  private void send(Kept kept) throws InterruptedException {
    switch (twilio.send(kept.message())) {
      case Outcome.Taken(String id) -> {
        store.sent(kept, id, clock.instant());
        trouble = "";
      }
      case Outcome.Refused(String why) -> {
        LOG.warn("Text message {} will not be sent: {}", kept.id(), why);
        store.givenUp(kept, why);
      }
      case Outcome.Later(String why, Optional<Duration> pause) -> retry(kept, why, pause);
    }
  }

  private void retry(Kept kept, String why, Optional<Duration> wanted) {
    Instant now = clock.instant();
    Instant next = now.plus(wanted.orElse(pause(kept.attempts())));
    trouble = "Twilio (" + twilio.destination() + ") takes no text messages, so they wait: " + why;
    if (next.isAfter(kept.createdAt().plus(PATIENCE))) {
      LOG.warn("Text message {} could not be sent for {}: {}", kept.id(), PATIENCE, why);
      store.givenUp(kept, why);
    } else {
      LOG.info("Text message {} waits: {}", kept.id(), why);
      store.failed(kept.id(), why, next);
    }
  }

  private static Duration pause(int attempts) {
    Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 12));
    return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
  }
}
