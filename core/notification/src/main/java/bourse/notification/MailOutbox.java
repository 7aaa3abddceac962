package bourse.notification;

import bourse.notification.MailConfig.Transport;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.service.Health;
import bourse.platform.service.Housekeeping;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox, and the one thread that empties it. What could not be sent is tried again with
 * growing pauses for a day. Thread safe.
 */
public final class MailOutbox implements Mailer, Service {
  private static final Logger LOG = LoggerFactory.getLogger(MailOutbox.class);
  private static final String PASSWORD = "mail.smtp-password";
  private static final Duration LOOKS = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofDays(1);
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int AT_ONCE = 20;
  private static final int DELETED_AT_ONCE = 500;

  private final MailConfig config;
  private final MailStore store;
  private final SmtpSender smtp;
  private final Keystore keystore;
  private final WallClock clock;
  private volatile String trouble = "";
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread worker;

  /** The database may be started later, before the first mail. */
  public MailOutbox(MailConfig config, Database database, Keystore keystore, WallClock clock) {
    this(config, database, keystore, clock, Optional.empty());
  }

  MailOutbox(
      MailConfig config,
      Database database,
      Keystore keystore,
      WallClock clock,
      Optional<SSLSocketFactory> certificates) {
    this.config = config;
    this.store = new MailStore(database);
    this.keystore = keystore;
    this.smtp = new SmtpSender(config, this::password, certificates);
    this.clock = clock;
  }

  @Override
  public void post(Handle handle, Mail mail) {
    Instant now = clock.instant();
    switch (config.transport()) {
      case MAILBOX -> store.insert(handle, mail, now, Optional.empty(), Optional.of(now));
      case SMTP -> store.insert(handle, mail, now, Optional.of(now), Optional.empty());
    }
  }

  @Override
  public void pretend(Handle handle, Mail mail) {
    store.insert(handle, mail, clock.instant(), Optional.empty(), Optional.empty());
  }

  /**
   * The latest mails, newest first. Those that went or will go to an SMTP server come without their
   * text: who may see this list need not see the links in them.
   */
  public List<PostedMail> latest(int limit) {
    return store.latest(limit).stream().map(this::shown).toList();
  }

  /** One mail, likewise. */
  public Optional<PostedMail> find(UUID id) {
    return store.find(id).map(this::shown);
  }

  private PostedMail shown(PostedMail posted) {
    return switch (config.transport()) {
      case MAILBOX -> posted;
      case SMTP ->
          new PostedMail(
              posted.id(),
              new Mail(posted.mail().recipient(), posted.mail().subject(), ""),
              posted.createdAt(),
              posted.attempts(),
              posted.sentAt(),
              posted.failure());
    };
  }

  /** Keeps the password of the SMTP server in the keystore; the next connection uses it. */
  public void setPassword(String password) {
    keystore.put(PASSWORD, password.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> password() {
    return keystore
        .existing(PASSWORD)
        .map(password -> new String(password, StandardCharsets.UTF_8));
  }

  /** Deletes what was done with a week ago. */
  public Housekeeping.Chore cleanUp() {
    return new Housekeeping.Chore(
        "old mail",
        () -> store.deleteDone(clock.instant().minus(KEPT), DELETED_AT_ONCE) == DELETED_AT_ONCE);
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    if (config.transport() == Transport.SMTP) {
      worker = Thread.ofVirtual().name("mail").start(this::work);
    }
  }

  /** Waits for the mail that is being sent. */
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
          Health.State.UP, "Mail is kept for bourse mail list; mail.transport: smtp would send it");
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

  private void sendDue() {
    try {
      for (PostedMail posted : store.due(clock.instant(), AT_ONCE)) {
        if (stopping.getCount() == 0) {
          return;
        }
        send(posted);
      }
    } catch (RuntimeException e) {
      trouble = "The outbox can't be read; mail waits";
      LOG.warn(trouble, e);
    }
  }

  private void send(PostedMail posted) {
    try {
      smtp.send(posted);
      store.done(posted.id(), Optional.of(clock.instant()), Optional.empty());
      trouble = "";
    } catch (AddressException e) {
      giveUp(posted, e);
    } catch (SendFailedException e) {
      if (e.getInvalidAddresses() != null && e.getInvalidAddresses().length > 0) {
        giveUp(posted, e);
      } else {
        retry(posted, e);
      }
    } catch (MessagingException e) {
      retry(posted, e);
    }
  }

  private void giveUp(PostedMail posted, MessagingException e) {
    LOG.warn("Mail {} will not be sent: its address was refused", posted.id(), e);
    store.done(posted.id(), Optional.empty(), Optional.of(e.toString()));
  }

  private void retry(PostedMail posted, MessagingException e) {
    Instant now = clock.instant();
    if (now.isAfter(posted.createdAt().plus(PATIENCE))) {
      LOG.warn("Mail {} could not be sent for {}; it is given up", posted.id(), PATIENCE, e);
      store.done(posted.id(), Optional.empty(), Optional.of(e.toString()));
      return;
    }
    trouble = "The SMTP server " + smtp.destination() + " takes no mail, so it waits: " + e;
    LOG.info("Mail {} waits: {}", posted.id(), e.toString());
    store.failed(posted.id(), e.toString(), now.plus(pause(posted.attempts())));
  }

  private static Duration pause(int attempts) {
    Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 12));
    return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
  }
}
