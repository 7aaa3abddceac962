package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.WallClock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Commands that came together, and the caller that waits for their outcomes. */
final class Submission {
  /** How far it is. Only from WAITING can its caller still take it back. */
  enum State {
    WAITING,
    TAKEN,
    WITHDRAWN
  }

  private final byte[][] frames;
  private final long dueNanos;
  private final Outcome[] outcomes;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CountDownLatch done = new CountDownLatch(1);

  /** Written by the log thread alone. */
  private int logged;

  /** Written by the engine thread alone. */
  private int executed;

  private volatile Fault fault;

  /**
   * @param dueNanos when its caller has waited long enough, by {@link WallClock#nanos}
   */
  Submission(byte[][] frames, long dueNanos) {
    this.frames = frames;
    this.dueNanos = dueNanos;
    this.outcomes = new Outcome[frames.length];
  }

  int count() {
    return frames.length;
  }

  byte[] frame(int index) {
    return frames[index];
  }

  /** How many of the commands are in a batch. */
  int logged() {
    return logged;
  }

  void logged(int more) {
    logged += more;
  }

  /** From now on it is being logged. False when the caller gave up before. */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  /** The caller gives up. False when it is being logged already. */
  boolean withdraw() {
    return state.compareAndSet(State.WAITING, State.WITHDRAWN);
  }

  void outcome(Outcome outcome) {
    outcomes[executed++] = outcome;
    if (executed == outcomes.length) {
      done.countDown();
    }
  }

  /** The first failure counts. */
  void fail(Fault cause) {
    if (fault == null) {
      fault = cause;
    }
    done.countDown();
  }

  static Fault outcomeUnknown(String why) {
    return new Fault(
        ErrorCode.OUTCOME_UNKNOWN,
        why + ": the command may or may not have been executed. Ask by client order id.");
  }

  /** Returns when it is done, or has failed; the exchange fails one that takes too long. */
  void await() throws InterruptedException {
    done.await();
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  /** Whether its caller has waited long enough. */
  boolean isDue(long nowNanos) {
    return nowNanos - dueNanos >= 0;
  }

  /** The outcomes, once done. */
  Outcome[] outcomes() {
    if (fault != null) {
      throw new Fault(fault.code(), fault.getMessage(), fault);
    }
    return outcomes;
  }
}
