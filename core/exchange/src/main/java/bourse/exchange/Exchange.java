package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one door through which anything moves money or changes an order. Thread safe; made for
 * virtual threads.
 *
 * <p>Every call blocks until the command is durable and executed. Errors, as {@link
 * bourse.domain.Fault}: {@code OVERLOADED} and {@code STOPPED} mean that nothing happened and
 * nothing was logged; {@code OUTCOME_UNKNOWN} that no answer came in time, and the caller asks by
 * client order id. A refusal by the engine is not a fault: it is in the outcome.
 */
public interface Exchange {
  /** How long a read waits until what it reads is new enough. */
  Duration READ_PATIENCE = Duration.ofSeconds(1);

  /**
   * Submits one command and waits for its outcome.
   *
   * @param command a frame made by {@link bourse.engine.Commands}; sequence and log time are
   *     stamped here
   */
  Outcome submit(byte[] command);

  /**
   * Submits several commands, which are logged in this order, though other commands may stand
   * between them. One outcome each, in order.
   */
  Outcome[] submitAll(byte[][] commands);

  /**
   * Why the present state would refuse the order or the list of a frame; empty when it would take
   * it. Logs nothing and changes nothing.
   *
   * @param placement a frame made by {@link bourse.engine.Commands#place} or {@link
   *     bourse.engine.Commands#placeList}
   */
  Optional<ErrorCode> test(byte[] placement) throws InterruptedException;

  /** The sequence of the last executed command. */
  long sequence();

  /** Waits until the SQL projection has reached the sequence. False when it has not in time. */
  boolean awaitProjected(long sequence, Duration atMost) throws InterruptedException;

  /**
   * Waits until a read from the SQL projection is as new as its caller asked. Who asked for nothing
   * sees what was executed before the read, or after a second whatever is there.
   *
   * @throws Fault {@code SEQUENCE_NOT_REACHED} when what was asked for is not there within a second
   */
  default void awaitReadable(OptionalLong asked) throws InterruptedException {
    boolean reached = awaitProjected(asked.orElseGet(this::sequence), READ_PATIENCE);
    if (!reached && asked.isPresent()) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "What is read here is not as new as sequence " + asked.getAsLong() + " yet; ask again.");
    }
  }

  /**
   * Waits until the SQL projection has everything that was logged before this process. False when
   * it has not in time, or while the exchange has not started.
   */
  boolean awaitEarlierProjected(Duration atMost) throws InterruptedException;
}
