package bourse.platform.data;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One force for many committers: whoever arrives while a force runs is served by the next one,
 * because that one starts after the arrival.
 *
 * <p>A failed force is never tried again: the operating system may have dropped the unwritten pages
 * and would report success. From then on every call fails.
 */
final class GroupCommit {
  /** The force itself. */
  interface Force {
    void run() throws Exception;
  }

  private final Force force;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long arrived;
  private long forced;
  private long forces;
  private boolean running;
  private Exception failure;

  GroupCommit(Force force) {
    this.force = force;
  }

  /** Returns once a force that began after this call has ended. */
  void await() throws Exception {
    lock.lock();
    try {
      long mine = ++arrived;
      while (forced < mine) {
        if (failure != null) {
          throw new IllegalStateException("An earlier force to disk failed", failure);
        }
        if (running) {
          changed.awaitUninterruptibly();
        } else {
          forceForAllWhoArrived();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many forces ran: fewer than calls when committers came together. */
  long forces() {
    lock.lock();
    try {
      return forces;
    } finally {
      lock.unlock();
    }
  }

  /** What the force failed with; from then on every call fails. */
  Optional<Exception> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(failure);
    } finally {
      lock.unlock();
    }
  }

  private void forceForAllWhoArrived() {
    long upTo = arrived;
    running = true;
    forces++;
    lock.unlock();
    Optional<Exception> thrown = Optional.of(new IllegalStateException("The force was cut short"));
    try {
      thrown = forceOnAThreadOfItsOwn();
    } finally {
      lock.lock();
      running = false;
      changed.signalAll();
    }
    if (thrown.isEmpty()) {
      forced = upTo;
    } else {
      failure = thrown.get();
    }
  }

  /** The caller may be interrupted, which would close the file under the force. */
  private Optional<Exception> forceOnAThreadOfItsOwn() {
    CompletableFuture<Optional<Exception>> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("database-force")
        .start(() -> {
          try {
            force.run();
            result.complete(Optional.empty());
          } catch (Exception e) {
            result.complete(Optional.of(e));
          } catch (Throwable e) { // an Error as well: whoever waits must learn of it
            result.complete(Optional.of(new IllegalStateException(e)));
          }
        });
    return result.join();
  }
}
