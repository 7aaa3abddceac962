package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Submissions that wait to be logged, and all whose callers wait for an outcome. Thread safe. */
final class Intake {
  private final RunState state;
  private final WallClock clock;
  private final Duration replyTimeout;
  private final BlockingQueue<Submission> queue = new LinkedBlockingQueue<>();

  /** Whose callers wait for an outcome; one that has come leaves at the next look. */
  private final Queue<Submission> waiting = new ConcurrentLinkedQueue<>();

  private final AtomicLong queued = new AtomicLong();
  private final LongAdder overloads = new LongAdder();

  Intake(RunState state, WallClock clock, Duration replyTimeout) {
    this.state = state;
    this.clock = clock;
    this.replyTimeout = replyTimeout;
  }

  /** A submission of which the reply is due from now on, not in the queue. */
  Submission submission(byte[][] frames) {
    return new Submission(frames, clock.nanos() + replyTimeout.toNanos());
  }

  /**
   * @throws Fault STOPPED
   */
  Submission add(byte[][] frames) {
    Submission submission = submission(frames);
    queued.addAndGet(submission.count());
    waiting.add(submission);
    queue.add(submission);
    if (!state.isRunning() && submission.withdraw()) {
      throw state.notRunning();
    }
    return submission;
  }

  /** The next submission, taken; null when none came in time, or its caller has given up. */
  Submission take(long waitMillis) throws InterruptedException {
    Submission next = queue.poll(waitMillis, TimeUnit.MILLISECONDS);
    return next == null || !isTaken(next) ? null : next;
  }

  /** The next submission, taken, when there is one whose caller has not given up; or null. */
  Submission take() {
    for (Submission next = queue.poll(); next != null; next = queue.poll()) {
      if (isTaken(next)) {
        return next;
      }
    }
    return null;
  }

  private boolean isTaken(Submission submission) {
    queued.addAndGet(-submission.count());
    return submission.take();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** How many commands wait to be logged. */
  long queued() {
    return queued.get();
  }

  /** How many times OVERLOADED was said. */
  long overloads() {
    return overloads.sum();
  }

  /** Ends waits that last too long. One look at all of them costs less than a timer for each. */
  void endWaits() {
    long now = clock.nanos();
    for (Submission submission : waiting) {
      if (!submission.isDone() && submission.isDue(now)) {
        submission.fail(givenUp(submission));
      }
    }
    waiting.removeIf(Submission::isDone);
  }

  /** What a caller is told that does not wait for the outcome. */
  Fault givenUp(Submission submission) {
    return submission.withdraw()
        ? overloaded("the command was not logged in time")
        : Submission.outcomeUnknown("No outcome came in time");
  }

  Fault overloaded(String why) {
    overloads.increment();
    return new Fault(ErrorCode.OVERLOADED, "Nothing happened: " + why + ". Try again in a moment.");
  }

  /** Of what is left when nothing is logged any more. */
  void refuseAll() {
    for (Submission left = take(); left != null; left = take()) {
      left.fail(state.notRunning());
    }
  }
}
