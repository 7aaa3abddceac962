package bourse.platform.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small work that is done again and again: right after the start, then at intervals, one chore
 * after the other on one thread. A chore that fails is told in the health and tried again at the
 * next interval; the others are done all the same.
 */
public final class Housekeeping implements Service {
  /**
   * One kind of work.
   *
   * @param name for people: {@code expired sessions}
   */
  public record Chore(String name, Work work) {}

  /** Work in pieces, so that neither a stop nor others who use the same tables wait for long. */
  @FunctionalInterface
  public interface Work {
    /** Does a bounded piece; true when there is more to do. */
    boolean doPiece() throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final Duration interval;
  private final List<Chore> chores;
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread worker;

  public Housekeeping(Duration interval, List<Chore> chores) {
    this.interval = interval;
    this.chores = List.copyOf(chores);
  }

  @Override
  public String name() {
    return "housekeeping";
  }

  @Override
  public void start() {
    stopping = new CountDownLatch(1);
    worker = Thread.ofVirtual().name("housekeeping").start(this::keep);
  }

  /** Waits for the piece that is being done. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (worker != null) {
      worker.join();
    }
  }

  @Override
  public Health health() {
    if (failures.isEmpty()) {
      return Health.UP;
    }
    return Health.degraded(
        failures.entrySet().stream()
            .map(failure -> failure.getKey() + ": " + failure.getValue())
            .sorted()
            .collect(Collectors.joining("; ", "Left undone until the next try: ", "")));
  }

  private void keep() {
    try {
      do {
        chores.forEach(this::doAll);
      } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private void doAll(Chore chore) {
    try {
      boolean more = true;
      while (more && stopping.getCount() > 0) {
        more = chore.work().doPiece();
      }
      failures.remove(chore.name());
    } catch (Exception e) {
      LOG.warn("{} is left undone until the next try", chore.name(), e);
      failures.put(chore.name(), e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }
}
