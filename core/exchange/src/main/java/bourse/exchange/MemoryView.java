package bourse.exchange;

import bourse.engine.FactSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A view of the exchange that is kept in memory from the facts. Facts come on one thread; a
 * subclass notes what each of them changes, and the changes of one command become visible together.
 * Anyone reads with the lock held.
 */
public abstract class MemoryView implements FactStream.Consumer, FactSink {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Runnable> changes = new ArrayList<>();
  private boolean anew = true;
  private boolean forgetting = true;
  private long visible;
  private long sequence;
  private long timeMicros;

  @Override
  public final FactStream.Pace pace() {
    return FactStream.Pace.CATCHES_UP;
  }

  @Override
  public final long position() {
    return FROM_STATE;
  }

  /**
   * What comes in a moment is read together (decision 0151); one that is waited for looks at once.
   */
  @Override
  public Duration flushInterval() {
    return Duration.ofMillis(5);
  }

  @Override
  public final FactSink sink() {
    return this;
  }

  @Override
  public final void restart() {
    changes.clear();
    anew = true;
    forgetting = true;
  }

  @Override
  public final void flush(long sequence) {
    // Every command is visible once its facts end: there is nothing to commit.
  }

  @Override
  public final void begin(
      long sequence,
      long logTimeMicros,
      int ruleVersion,
      long commandIdHigh,
      long commandIdLow,
      long traceIdHigh,
      long traceIdLow,
      long spanId) {
    this.sequence = sequence;
    this.timeMicros = logTimeMicros;
  }

  @Override
  public final void end(long sequence, int factCount) {
    lock.lock();
    try {
      if (forgetting) {
        forget();
        forgetting = false;
      }
      changes.forEach(Runnable::run);
      changes.clear();
      visible = sequence;
      committed(anew);
      anew = false;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the facts of a command are visible here. False when they are not in time. */
  public final boolean await(long sequence, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (visible < sequence) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #await(long, Duration)}, with a second of patience. */
  public final boolean await(long sequence) throws InterruptedException {
    return await(sequence, Duration.ofSeconds(1));
  }

  /** The lock that guards the state. */
  protected final ReentrantLock lock() {
    return lock;
  }

  /** Notes a change, to be made with the lock held when the facts of the command end. */
  protected final void change(Runnable change) {
    changes.add(change);
  }

  /** The command whose facts are being told. */
  protected final long sequence() {
    return sequence;
  }

  /** Its log time. */
  protected final long timeMicros() {
    return timeMicros;
  }

  /** Empties the state: it is about to be told anew. The lock is held. */
  protected abstract void forget();

  /**
   * The changes of a command were made. The lock is held.
   *
   * @param anew whether that was the whole state
   */
  protected abstract void committed(boolean anew);
}
