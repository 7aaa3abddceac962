package bourse.withdrawals;

import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances withdrawals whose time has come, each on one thread at a time. Who has changed one, or
 * has news of it, wakes it. Nothing is kept here that SQL does not have: after a crash the times
 * tell what is to do.
 */
final class WithdrawalWorker implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(WithdrawalWorker.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * Each may need two connections to the database, of which there are 16 for all parts: with more
   * at once each would have one and wait for another.
   */
  private static final int AT_ONCE = 8;

  private static final int DUE_AT_ONCE = 128;

  /** What is to happen when one was advanced. */
  private enum Then {
    REST,
    AGAIN
  }

  /** Something that is done while nobody advances a withdrawal. */
  interface Work<T> {
    T run() throws InterruptedException;
  }

  private final Steps steps;
  private final WithdrawalStore store;
  private final Rails rails;
  private final WallClock clock;
  private final Map<UUID, Then> underWay = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private volatile String trouble = "";
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread poller;
  private volatile boolean running;

  WithdrawalWorker(Steps steps, WithdrawalStore store, Rails rails, WallClock clock) {
    this.steps = steps;
    this.store = store;
    this.rails = rails;
    this.clock = clock;
    rails.all().forEach(rail -> rail.onNews(this::wake));
  }

  @Override
  public String name() {
    return "withdrawals";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    running = true;
    if (!rails.all().isEmpty()) {
      poller = Thread.ofVirtual().name("withdrawals").start(this::poll);
    }
  }

  /** Waits for those that are under way. */
  @Override
  public void stop() throws InterruptedException {
    running = false;
    stopping.countDown();
    if (poller != null) {
      poller.join();
    }
    places.acquire(AT_ONCE);
    places.release(AT_ONCE);
  }

  @Override
  public Health health() {
    return trouble.isEmpty() ? rails.health() : Health.degraded(trouble + ".");
  }

  /** Advances one now, or again after what is under way. */
  void wake(UUID withdrawal) {
    if (!running) {
      return;
    }
    boolean[] begins = new boolean[1];
    underWay.compute(
        withdrawal,
        (id, before) -> {
          begins[0] = before == null;
          return before == null ? Then.REST : Then.AGAIN;
        });
    if (begins[0]) {
      Thread.ofVirtual().name("withdrawal-" + withdrawal).start(() -> advance(withdrawal));
    }
  }

  /** Does something with one that nobody else knows of yet, and advances it afterwards. */
  <T> T first(UUID withdrawal, Work<T> work) throws InterruptedException {
    if (underWay.putIfAbsent(withdrawal, Then.REST) != null) {
      throw new IllegalStateException("Somebody advances a withdrawal that was not there");
    }
    try {
      return work.run();
    } finally {
      if (underWay.remove(withdrawal) == Then.AGAIN) {
        wake(withdrawal);
      }
    }
  }

  /** Does something with one while nobody advances it; waits for who does. */
  <T> T alone(UUID withdrawal, Work<T> work) throws InterruptedException {
    while (underWay.putIfAbsent(withdrawal, Then.REST) != null) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    try {
      return work.run();
    } finally {
      underWay.remove(withdrawal);
      wake(withdrawal);
    }
  }

  private void poll() {
    try {
      do {
        wakeDue();
      } while (!stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private void wakeDue() {
    try {
      for (UUID id : store.due(clock.instant(), DUE_AT_ONCE)) {
        if (!underWay.containsKey(id)) {
          wake(id);
        }
      }
      trouble = "";
    } catch (RuntimeException e) {
      trouble = "Withdrawals can't be read; they wait";
      LOG.warn(trouble, e);
    }
  }

  private void advance(UUID withdrawal) {
    boolean again = true;
    while (again) {
      advanceOnce(withdrawal);
      again =
          underWay.compute(
                  withdrawal, (id, then) -> then == Then.AGAIN && running ? Then.REST : null)
              != null;
    }
  }

  private void advanceOnce(UUID withdrawal) {
    places.acquireUninterruptibly();
    try {
      steps.advance(withdrawal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Withdrawal {} could not be advanced; it is tried again", withdrawal, e);
    } finally {
      places.release();
    }
  }
}
