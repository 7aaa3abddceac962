package bourse.loadtests.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Commands that arrive at fixed times, whether or not anybody is ready for them, so that latencies
 * count from when a command should have come.
 */
final class Arrivals {
  private final long count;
  private final long nanosBetween;
  private final AtomicLong arrived = new AtomicLong();
  private volatile Thread waiting;
  private volatile long startNanos;

  Arrivals(long count, long nanosBetween) {
    this.count = count;
    this.nanosBetween = nanosBetween;
  }

  /** Begins; the calling thread is the one that will wait. */
  void start() {
    waiting = Thread.currentThread();
    startNanos = System.nanoTime() + 1_000_000;
    Thread.ofPlatform().name("arrivals").daemon().start(this::arrive);
  }

  long plannedAt(long index) {
    return startNanos + index * nanosBetween;
  }

  /** How many have arrived, once that is more than so many. */
  long await(long more) {
    while (arrived.get() <= more) {
      LockSupport.park(this);
    }
    return arrived.get();
  }

  private void arrive() {
    long next = 0;
    while (next < count) {
      long wait = plannedAt(next) - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      next = Math.min(count, next + 1 - wait / nanosBetween);
      arrived.set(next);
      LockSupport.unpark(waiting);
    }
  }
}
