package bourse.payments;

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
 * Looks at deposits whose time has come, each on one thread at a time. Who has news of a deposit
 * wakes it. Nothing is kept here that SQL does not have: after a crash the times tell what is to
 * do.
 */
final class PaymentWorker implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentWorker.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int AT_ONCE = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration WAIT = Duration.ofMillis(10);

  /** Something that is done with a deposit. */
  interface Work {
    void run() throws InterruptedException;
  }

  /** What is to happen when a look ends. */
  private enum Then {
    REST,
    LOOK_AGAIN
  }

  private final Looks looks;
  private final DepositStore deposits;
  private final Connectors connectors;
  private final WallClock clock;
  private final Map<UUID, Then> underWay = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private volatile String trouble = "";
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread poller;
  private volatile boolean running;

  PaymentWorker(Looks looks, DepositStore deposits, Connectors connectors, WallClock clock) {
    this.looks = looks;
    this.deposits = deposits;
    this.connectors = connectors;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "payments";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    running = true;
    if (!connectors.all().isEmpty()) {
      poller = Thread.ofVirtual().name("payments").start(this::poll);
    }
  }

  /** Waits for the looks that are under way. */
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
    if (!trouble.isEmpty()) {
      return Health.degraded(trouble);
    }
    return connectors.health();
  }

  /** Looks at a deposit now, or again when it is being looked at. */
  void wake(UUID deposit) {
    if (!running) {
      return;
    }
    boolean[] begins = new boolean[1];
    underWay.compute(
        deposit,
        (id, before) -> {
          begins[0] = before == null;
          return before == null ? Then.REST : Then.LOOK_AGAIN;
        });
    if (begins[0]) {
      Thread.ofVirtual().name("payment-" + deposit).start(() -> look(deposit));
    }
  }

  /** Does something with a deposit while nobody looks at it; false when somebody does. */
  boolean alone(UUID deposit, Work work) throws InterruptedException {
    if (underWay.putIfAbsent(deposit, Then.REST) != null) {
      return false;
    }
    try {
      work.run();
    } finally {
      if (underWay.remove(deposit) == Then.LOOK_AGAIN) {
        wake(deposit);
      }
    }
    return true;
  }

  /**
   * Does something with a deposit once nobody looks at it.
   *
   * @return false when that took too long, and nothing was done
   */
  boolean inTurn(UUID deposit, Work work) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!alone(deposit, work)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(WAIT);
    }
    return true;
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
      for (UUID id : deposits.due(clock.instant(), AT_ONCE * 4)) {
        if (!underWay.containsKey(id)) {
          wake(id);
        }
      }
      trouble = "";
    } catch (RuntimeException e) {
      trouble = "Deposits can't be read; they wait";
      LOG.warn(trouble, e);
    }
  }

  private void look(UUID deposit) {
    boolean again = true;
    while (again) {
      lookOnce(deposit);
      again =
          underWay.compute(
                  deposit, (id, then) -> then == Then.LOOK_AGAIN && running ? Then.REST : null)
              != null;
    }
  }

  private void later(UUID deposit) {
    try {
      looks.later(deposit);
    } catch (RuntimeException e) {
      LOG.warn("The deposit {} can't be written; its time stays", deposit, e);
    }
  }

  private void lookOnce(UUID deposit) {
    places.acquireUninterruptibly();
    try {
      looks.look(deposit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("The look at deposit {} failed; it is tried again", deposit, e);
      later(deposit);
    } finally {
      places.release();
    }
  }
}
