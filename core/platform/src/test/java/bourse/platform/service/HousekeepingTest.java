package bourse.platform.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HousekeepingTest {
  @Test
  void doesAllPiecesAtTheStartAndAgainAtIntervals() throws Exception {
    AtomicInteger left = new AtomicInteger(3);
    Semaphore emptied = new Semaphore(0);
    Housekeeping housekeeping =
        housekeeping(() -> {
          boolean more = left.updateAndGet(pieces -> Math.max(0, pieces - 1)) > 0;
          if (!more) {
            emptied.release();
          }
          return more;
        });

    housekeeping.start();
    emptied.acquire();
    assertEquals(0, left.get());
    left.set(2);
    assertTrue(emptied.tryAcquire(2, 10, TimeUnit.SECONDS), "done again");
    assertEquals(0, left.get());
    housekeeping.stop();

    int before = emptied.drainPermits();
    left.set(2);
    Thread.sleep(50);
    assertEquals(2, left.get(), "nothing is done after the stop, " + before + " were before");
  }

  @Test
  void tellsAFailureUntilTheChoreSucceedsAndDoesTheOthers() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    Semaphore tried = new Semaphore(0);
    Semaphore other = new Semaphore(0);
    Housekeeping housekeeping =
        housekeeping(
            () -> {
              tried.release();
              if (broken.get()) {
                throw new IllegalStateException("no table");
              }
              return false;
            },
            () -> {
              other.release();
              return false;
            });

    housekeeping.start();
    other.acquire();
    assertEquals(
        Health.degraded("Left undone until the next try: chore 0: no table"),
        housekeeping.health());

    broken.set(false);
    tried.drainPermits();
    tried.acquire(3);
    assertEquals(Health.UP, housekeeping.health());
    housekeeping.stop();
  }

  @Test
  void aStopWaitsForOnePieceOnly() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger pieces = new AtomicInteger();
    Housekeeping housekeeping =
        housekeeping(() -> {
          pieces.incrementAndGet();
          begun.countDown();
          release.await();
          return true;
        });

    housekeeping.start();
    begun.await();
    Thread stopper = Thread.ofVirtual().start(() -> stop(housekeeping));
    assertTrue(!stopper.join(Duration.ofMillis(50)), "the piece is waited for");
    release.countDown();
    stopper.join();

    assertEquals(1, pieces.get());
  }

  private static Housekeeping housekeeping(Housekeeping.Work... works) {
    List<Housekeeping.Chore> chores =
        java.util.stream.IntStream.range(0, works.length)
            .mapToObj(i -> new Housekeeping.Chore("chore " + i, works[i]))
            .toList();
    return new Housekeeping(Duration.ofMillis(5), chores);
  }

  private static void stop(Housekeeping housekeeping) {
    try {
      housekeeping.stop();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
