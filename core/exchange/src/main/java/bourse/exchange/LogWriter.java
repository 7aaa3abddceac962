package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.log.FileCommandLog;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives commands sequence and log time, writes what is waiting as one batch, forces it, and passes
 * it on to be executed. Logs a tick when something is due and no command comes. Used by the log
 * thread alone, but for the figures.
 */
final class LogWriter {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  private static final long LONGEST_WAIT_MILLIS = 50;

  private final ExchangeSettings settings;
  private final WallClock clock;
  private final RunState state;
  private final Intake intake;
  private final FileCommandLog commandLog;
  private final LogTime logTime;
  private final Execution execution;
  private final BlockingQueue<Work> work;
  private final LongAdder commands = new LongAdder();
  private final LongAdder batches = new LongAdder();

  /** Of which only a part went into the last batch; or null. */
  private Submission left;

  private long lastLoggedNanos;
  private long lastTick;

  LogWriter(
      ExchangeSettings settings,
      WallClock clock,
      RunState state,
      Intake intake,
      FileCommandLog commandLog,
      LogTime logTime,
      Execution execution,
      BlockingQueue<Work> work) {
    this.settings = settings;
    this.clock = clock;
    this.state = state;
    this.intake = intake;
    this.commandLog = commandLog;
    this.logTime = logTime;
    this.execution = execution;
    this.work = work;
    this.lastLoggedNanos = clock.nanos();
  }

  /** How many commands were logged. */
  long commands() {
    return commands.sum();
  }

  /** In how many batches. */
  long batches() {
    return batches.sum();
  }

  /** Whether there is something to log, or may yet be. */
  boolean goesOn() {
    return left != null || state.isRunning() || !intake.isEmpty();
  }

  /** Logs a batch of what waits or, while nothing does, waits for a moment. */
  void step() {
    step(waitMillis());
  }

  /** As {@link #step()}, and waits at most so long. */
  void step(long waitMillis) {
    try {
      Submission next = left != null ? left : next(waitMillis);
      left = next == null ? null : log(next);
    } catch (RuntimeException | Error e) {
      left = null;
      state.fail("the log thread failed", e);
    }
  }

  /** No batch follows. */
  void end() {
    pass(new Work.End());
  }

  private Submission next(long waitMillis) {
    try {
      Submission next = intake.take(waitMillis);
      return next == null && intake.isEmpty() && tickIsDue() ? tick() : next;
    } catch (InterruptedException e) {
      state.fail("the log thread was interrupted", e);
      return null;
    }
  }

  private long waitMillis() {
    long tick = settings.tickInterval().toMillis();
    long due = execution.nextDueMicros();
    long dueMillis = due == Long.MAX_VALUE ? LONGEST_WAIT_MILLIS : (due - clock.micros()) / 1000;
    return Math.clamp(
        Math.min(tick == 0 ? LONGEST_WAIT_MILLIS : tick, dueMillis), 1, LONGEST_WAIT_MILLIS);
  }

  private boolean tickIsDue() {
    if (!state.isRunning() || execution.executed() < lastTick) {
      // What is due is known once the last tick was executed.
      return false;
    }
    return logTime.reaches(execution.nextDueMicros())
        || (!settings.tickInterval().isZero()
            && clock.nanos() - lastLoggedNanos >= settings.tickInterval().toNanos());
  }

  private Submission tick() {
    lastTick = commandLog.lastSequence() + 1;
    Submission tick = intake.submission(new byte[][] {Commands.tick(CommandContext.NONE)});
    tick.take();
    return tick;
  }

  /** Logs a batch that begins with the submission. Returns one of which a part is left. */
  private Submission log(Submission first) {
    if (state.hasFailed()) {
      refuse(first, state.notRunning());
      return null;
    }
    OptionalLong time = logTime.next();
    if (time.isEmpty()) {
      refuse(
          first,
          new Fault(
              ErrorCode.STOPPED,
              "Nothing happened: the clock of the exchange is not right. Its operator must set"
                  + " it."));
      return null;
    }
    CommandBatch batch =
        new CommandBatch(
            commandLog.lastSequence() + 1, time.getAsLong(), settings.log().maxBatchBytes());
    Submission rest = batch.add(first) ? fill(batch) : first;
    boolean appended = append(batch);
    // Who was told that nothing happened, or only a part, must be right about the rest too.
    return appended || rest == null || rest.logged() == 0 ? rest : null;
  }

  /** Fails a submission of which nothing more will be logged. */
  private static void refuse(Submission submission, Fault nothingHappened) {
    submission.fail(
        submission.logged() == 0
            ? nothingHappened
            : Submission.outcomeUnknown("Only a part was logged"));
  }

  /** Adds what is waiting. Returns a submission that did not fit whole. */
  private Submission fill(CommandBatch batch) {
    for (Submission next = intake.take(); next != null; next = intake.take()) {
      if (!batch.add(next)) {
        return next;
      }
    }
    return null;
  }

  private boolean append(CommandBatch batch) {
    try {
      commandLog.append(batch.frames(), 0, batch.length(), batch.firstSequence(), batch.count());
    } catch (Fault e) {
      log.warn("{} commands were refused: {}", batch.count(), e.getMessage());
      refuse(batch, withoutPlaces(e));
      return false;
    } catch (IOException | RuntimeException | Error e) {
      state.failLog(
          "the command log failed at sequence %d: %s. Check the disk, then restart: nothing acknowledged is lost; see docs/runbooks/exchange-stopped.md"
              .formatted(batch.firstSequence(), e.getMessage()),
          e);
      batch.fail(Submission.outcomeUnknown("The disk failed while the command was written"));
      return false;
    }
    commands.add(batch.count());
    batches.increment();
    lastLoggedNanos = clock.nanos();
    pass(new Work.Execute(batch));
    return true;
  }

  /** For clients, who must not learn the names of files here. */
  private static Fault withoutPlaces(Fault fault) {
    return new Fault(
        fault.code(),
        "Nothing happened: %s. Try again when the exchange is well."
            .formatted(fault.code().title().toLowerCase(Locale.ROOT)),
        fault);
  }

  /** Nothing of the batch was logged; of a long submission, an earlier part may have been. */
  private static void refuse(CommandBatch batch, Fault fault) {
    for (CommandBatch.Part part : batch.parts()) {
      boolean whole = part.submission().logged() == part.count();
      part.submission().fail(whole ? fault : Submission.outcomeUnknown("Only a part was logged"));
    }
  }

  private void pass(Work next) {
    try {
      work.put(next);
    } catch (InterruptedException e) {
      state.fail("the log thread was interrupted", e);
    }
  }
}
