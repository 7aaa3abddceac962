package bourse.platform.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks every second how a server is that is not ours: it comes back without being started. */
public final class Watch {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final String name;
  private final Supplier<Health> look;
  private volatile Health health = Health.down("is not connected yet; wait for its start");
  private volatile CountDownLatch stopping = new CountDownLatch(1);

  /**
   * Of one server.
   *
   * @param name of the part, for the thread
   * @param look asks the server; may take its time, and throws nothing
   */
  public Watch(String name, Supplier<Health> look) {
    this.name = name;
    this.look = look;
  }

  /** Looks once, then goes on looking until {@link #stop}. Returns what the first look saw. */
  public Health start() {
    CountDownLatch ends = new CountDownLatch(1);
    stopping = ends;
    health = look.get();
    Thread.ofVirtual().name("watch-" + name).start(() -> goOn(ends));
    return health;
  }

  /** Looks no more. */
  public void stop() {
    stopping.countDown();
    health = Health.down("is not connected; wait for its start");
  }

  /** What the last look saw. */
  public Health health() {
    return health;
  }

  private void goOn(CountDownLatch ends) {
    try {
      while (!ends.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        Health seen = look.get();
        if (ends.getCount() > 0) {
          health = seen;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }
}
