package bourse.exchange;

import bourse.domain.Fault;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for signs of trouble and has the venue step down for them: a command in the log like any
 * other. It never steps up. A step that can't be logged at once, because the disk is full or the
 * clock stands ahead, is logged as soon as commands are taken again.
 */
public final class SafeStateWatch implements Service {
  /**
   * A sign of trouble.
   *
   * @param state where the venue steps down to
   * @param isSeen asked at each look
   */
  public record Sign(SafeStateCause cause, SafeState state, BooleanSupplier isSeen) {}

  private static final Logger LOG = LoggerFactory.getLogger(SafeStateWatch.class);

  private final Exchange exchange;
  private final VenueStatus venue;
  private final List<Sign> signs;
  private final Duration interval;
  private final WallClock clock;
  private final Set<SafeStateCause> unlogged = new ConcurrentSkipListSet<>();
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread watcher;

  /**
   * @param interval between two looks
   */
  public SafeStateWatch(
      Exchange exchange, VenueStatus venue, List<Sign> signs, Duration interval, WallClock clock) {
    this.exchange = exchange;
    this.venue = venue;
    this.signs = List.copyOf(signs);
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "safe-state";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    watcher = Thread.ofVirtual().name("safe-state").start(this::watch);
  }

  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (watcher != null) {
      watcher.join();
    }
  }

  /** Says what the venue does not do, and why. */
  @Override
  public Health health() {
    VenueStatus.Status status = venue.status();
    if (status.state() != SafeState.NORMAL) {
      return Health.degraded(
          "The venue is in the safe state %s for %s%s; see docs/runbooks/safe-state.md."
              .formatted(
                  status.state(),
                  status.cause(),
                  status.since().map(since -> " since " + since).orElse("")));
    }
    return unlogged.isEmpty()
        ? Health.UP
        : Health.degraded(
            "The venue steps down for %s as soon as commands are taken; see docs/runbooks/safe-state.md."
                .formatted(unlogged));
  }

  private void watch() {
    try {
      do {
        look();
      } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at every sign. */
  void look() {
    for (Sign sign : signs) {
      if (sign.isSeen().getAsBoolean()) {
        unlogged.add(sign.cause());
      }
      if (unlogged.contains(sign.cause())) {
        stepDown(sign);
      }
    }
  }

  private void stepDown(Sign sign) {
    if (venue.status().state().isAtLeast(sign.state())) {
      unlogged.remove(sign.cause());
      return;
    }
    UUID id = Ids.uuid7();
    CommandContext context =
        new CommandContext(
            id.getMostSignificantBits(), id.getLeastSignificantBits(), clock.micros(), 0, 0, 0);
    try {
      exchange.submit(Commands.setSafeState(context, sign.state(), sign.cause()));
      LOG.error(
          "The venue steps down to {} for {}; see docs/runbooks/safe-state.md",
          sign.state(),
          sign.cause());
      unlogged.remove(sign.cause());
    } catch (Fault notNow) {
      LOG.warn(
          "The venue can't step down to {} for {} yet: {}",
          sign.state(),
          sign.cause(),
          notNow.getMessage());
    }
  }
}
