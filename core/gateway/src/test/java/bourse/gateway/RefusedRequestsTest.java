package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.http.Caller;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusedRequestsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusedRequests.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong micros = new AtomicLong();
  private final WallClock clock = micros::get;
  private final RefusedRequests refused = new RefusedRequests(new Metrics(), clock);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger.setAdditive(true);
    logger.setLevel(null);
    logger.detachAppender(lines);
  }

  @Test
  void nobodyFillsTheLogNorHidesBehindOthers() {
    for (int i = 0; i < 10_000; i++) {
      refuse(1, notAllowed());
    }
    assertEquals(5, lines.list.size(), "1, 10, 100, 1,000, 10,000");
    for (int user = 2; user < 20_000; user++) {
      refuse(user, notAllowed());
    }
    assertEquals(5 + 999 + 5, lines.list.size(), "each of a thousand, and the others together");
    micros.addAndGet(Duration.ofMinutes(1).toNanos() / 1_000);
    refuse(1, notAllowed());
    assertEquals(5 + 999 + 5 + 1, lines.list.size(), "a minute later");
  }

  @Test
  void whatHappensToAnybodyIsCountedOnly() {
    refuse(1, new Fault(ErrorCode.THROTTLED, "Slowly."));
    refuse(1, new Fault(ErrorCode.NOT_AUTHENTICATED, "It has ended."));
    refuse(1, new Fault(ErrorCode.INVALID_FIELD, "A slip."));
    assertEquals(0, lines.list.size());
  }

  @Test
  void wrongPasswordsAreTakenDownAndFillNothing() {
    for (int i = 0; i < 1_000; i++) {
      refused.ofStream(
          new Fault(ErrorCode.WRONG_CREDENTIALS, "Wrong."),
          Optional.empty(),
          InetAddress.getLoopbackAddress(),
          "r");
    }
    assertEquals(4, lines.list.size(), "1, 10, 100, 1,000");
    assertEquals(Level.INFO, lines.list.getFirst().getLevel());
    assertTrue(
        lines.list.getFirst().getFormattedMessage().contains("to somebody at 127.0.0.1"),
        lines.list.getFirst()::getFormattedMessage);
  }

  private static Fault notAllowed() {
    return new Fault(ErrorCode.NOT_ALLOWED, "Not for you.");
  }

  private void refuse(int user, Fault fault) {
    Caller caller =
        new Caller(
            new UUID(1, user),
            1000,
            Set.of(Role.MEMBER),
            new Caller.Authentication.Session(new UUID(2, 2)));
    refused.ofStream(fault, Optional.of(caller), InetAddress.getLoopbackAddress(), "r");
  }
}
