package bourse.platform.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  @Test
  void thoseWhoArriveDuringAForceShareTheNextOne() throws Exception {
    CountDownLatch firstRuns = new CountDownLatch(1);
    CountDownLatch letFirstEnd = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    GroupCommit commit =
        new GroupCommit(() -> {
          if (runs.incrementAndGet() == 1) {
            firstRuns.countDown();
            letFirstEnd.await();
          }
        });
    List<Thread> committers = new ArrayList<>();
    committers.add(committer(commit));
    firstRuns.await();
    for (int i = 0; i < 50; i++) {
      committers.add(committer(commit));
    }
    for (Thread thread : committers.subList(1, committers.size())) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    assertTrue(committers.stream().allMatch(Thread::isAlive), "nobody returns before a force ends");

    letFirstEnd.countDown();
    for (Thread thread : committers) {
      thread.join();
    }

    assertEquals(2, runs.get());
    assertEquals(2, commit.forces());
  }

  @Test
  void afterAFailedForceNothingSucceedsAnyMore() {
    AtomicInteger runs = new AtomicInteger();
    GroupCommit commit =
        new GroupCommit(() -> {
          runs.incrementAndGet();
          throw new IOException("no space");
        });

    assertThrows(IllegalStateException.class, commit::await);
    assertThrows(IllegalStateException.class, commit::await);

    assertEquals(1, runs.get());
    assertTrue(commit.failure().isPresent());
  }

  private static Thread committer(GroupCommit commit) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            commit.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
