package bourse.exchange;

import bourse.domain.Fault;
import bourse.engine.FactSink;
import java.time.Duration;

/**
 * The facts of all executed commands, in order. Consumers run on their own thread and are told of
 * batches.
 *
 * <p>A consumer that must see everything ({@link Pace#HOLDS_INTAKE}) slows intake down when it lags
 * too far; one that may be slow ({@link Pace#CATCHES_UP}) is served again from snapshot and log
 * when it has fallen out of memory.
 */
public interface FactStream {
  /** What happens when a consumer is slow. */
  enum Pace {
    HOLDS_INTAKE,
    CATCHES_UP
  }

  /** The facts of some commands. */
  interface Facts {
    void tell(FactSink sink);
  }

  /** One consumer. Its sink is called on one thread only. */
  interface Consumer {
    /** For metrics, logs and health: {@code projector}. */
    String name();

    Pace pace();

    /**
     * The sequence up to which this consumer has everything durably, read at the start; 0 for
     * nothing. In-memory consumers return {@link #FROM_STATE}.
     */
    long position();

    FactSink sink();

    /**
     * Facts are about to be told from the durable position on: for the first time, or again after a
     * failure. Forget what was read and not flushed; a consumer {@link #FROM_STATE} forgets all.
     */
    default void restart() {}

    /**
     * At the start: facts of commands that this consumer has had, told once more because the replay
     * came by them. One that kept them compares a sample, since otherwise nobody would notice that
     * it holds something else than the log.
     *
     * @param after the sequence of the command before the first that is told; all that are told are
     *     at or before {@link #position}
     * @throws Fault when it holds something else: the exchange does not start
     */
    default void compare(long after, Facts facts) {}

    /**
     * The facts read so far end a batch: commit them, with the position, in one transaction. Throws
     * to have the batch and the consumer tried again.
     */
    void flush(long sequence) throws Exception;

    /**
     * No facts come any more. Called once, on the thread that told them; what is not durable by now
     * comes again at the next start.
     */
    default void close() {}

    /**
     * The least time from one flush to the next: what comes meanwhile is flushed together, which
     * costs a busy market much less. Not waited for while somebody waits for the flush, or so much
     * has come that the memory for facts might run out.
     */
    default Duration flushInterval() {
      return Duration.ZERO;
    }

    /**
     * Instead of history, the consumer first gets the facts that describe the present state
     * (assets, symbols, resting orders, balances), between {@code begin} and {@code end} with the
     * present sequence, then everything after it.
     */
    long FROM_STATE = -1;
  }

  /** Adds a consumer. Before the start of the exchange. */
  void add(Consumer consumer);
}
