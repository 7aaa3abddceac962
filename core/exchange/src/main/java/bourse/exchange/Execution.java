package bourse.exchange;

import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactSink;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Executes durable batches in order, answers the callers, publishes the facts, and takes snapshots.
 * Used by the engine thread alone, but for how far it is.
 */
final class Execution {
  private final ExchangeEngine engine;
  private final FactRing ring;
  private final Snapshots snapshots;
  private final RunState state;
  private final BlockingQueue<Work> work;
  private final UnaryOperator<FactSink> tap;
  private final FactBuffer facts = new FactBuffer(1 << 20);

  /** Waits for room in the ring; or null. */
  private FactBatch unpublished;

  private volatile long executed;

  /** When the engine has something to do that no command asks for. Written before executed. */
  private volatile long nextDueMicros;

  /**
   * @param engine has executed the log as far as a snapshot; the rest is replayed, not stepped
   * @param tap stands between the engine and the buffer of its facts
   */
  Execution(
      ExchangeEngine engine,
      FactRing ring,
      Snapshots snapshots,
      RunState state,
      BlockingQueue<Work> work,
      UnaryOperator<FactSink> tap) {
    this.engine = engine;
    this.ring = ring;
    this.snapshots = snapshots;
    this.state = state;
    this.work = work;
    this.tap = tap;
    caughtUp();
  }

  /** The engine has executed more of the log than what came through here. */
  void caughtUp() {
    nextDueMicros = engine.nextDueMicros();
    executed = engine.sequence();
  }

  /** Only for the engine's thread, or once that has ended. */
  ExchangeEngine engine() {
    return engine;
  }

  /** The sequence of the last executed command. */
  long executed() {
    return executed;
  }

  long nextDueMicros() {
    return nextDueMicros;
  }

  /**
   * Does one piece of work when one comes in time; while the ring is full, waits for room instead.
   *
   * @return false when none follows
   */
  boolean step(long waitNanos) {
    try {
      if (unpublished != null && !isPublished(waitNanos)) {
        return true;
      }
      switch (work.poll(waitNanos, TimeUnit.NANOSECONDS)) {
        case null -> {
          // Nothing came.
        }
        case Work.Execute(CommandBatch batch) -> execute(batch, waitNanos);
        case Work.Between(Runnable task) -> task.run();
        case Work.End() -> {
          return false;
        }
      }
    } catch (Throwable e) { // this thread ends only when nothing follows
      state.fail("the engine thread failed", e);
    }
    return true;
  }

  private void execute(CommandBatch batch, long waitNanos) throws InterruptedException {
    if (state.hasFailed()) {
      batch.fail(Submission.outcomeUnknown("The exchange stopped"));
      return;
    }
    int[] offsets = executeAll(batch);
    if (offsets.length == 0) {
      return;
    }
    unpublished = new FactBatch(batch.firstSequence(), batch.lastSequence(), facts.copy());
    nextDueMicros = engine.nextDueMicros();
    executed = batch.lastSequence();
    answer(batch, unpublished.records(), offsets);
    isPublished(waitNanos);
    snapshots.takeIfDue(engine);
  }

  private boolean isPublished(long waitNanos) throws InterruptedException {
    if (ring.publish(unpublished, waitNanos)) {
      unpublished = null;
    }
    return unpublished == null;
  }

  /** Where each command's record starts; nothing when the engine failed. */
  private int[] executeAll(CommandBatch batch) {
    int[] offsets = new int[batch.count()];
    int at = 0;
    facts.reset();
    FactSink sink = tap.apply(facts);
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = facts.length();
      try {
        at = engine.execute(batch.frames(), at, sink);
      } catch (Throwable e) { // whatever it is, the state can't be trusted any more
        CommandContext context = Commands.context(batch.frames(), at);
        state.fail(
            "the engine failed at sequence %d (trace %016x%016x) and stopped before any output: %s. Keep a copy of the data and report this; after a stop, bourse log quarantine lets the exchange go on without this command; see docs/runbooks/exchange-stopped.md"
                .formatted(
                    batch.firstSequence() + i, context.traceIdHigh(), context.traceIdLow(), e),
            e);
        batch.fail(
            Submission.outcomeUnknown(
                "The engine stopped at sequence " + (batch.firstSequence() + i)));
        return new int[0];
      }
    }
    return offsets;
  }

  private static void answer(CommandBatch batch, byte[] records, int[] offsets) {
    int i = 0;
    for (CommandBatch.Part part : batch.parts()) {
      for (int end = i + part.count(); i < end; i++) {
        part.submission().outcome(new Outcome(batch.firstSequence() + i, records, offsets[i]));
      }
    }
  }
}
