package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.ExchangeEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the engine from the newest snapshot that every durable consumer has passed to the end of
 * the log. The consumers compare a sample of what they had, and get what they miss on the way.
 */
final class Recovery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /** So many commands before the oldest position are compared, if they are replayed. */
  private static final int SAMPLED_COMMANDS = 1_000;

  /** Who lets consumers begin to be served, before the replay has ended. */
  @FunctionalInterface
  interface Starter {
    void start(Collection<FactFeed> feeds);
  }

  private final Replay replay;
  private final Execution execution;
  private final FactRing ring;
  private final Map<FactFeed, Long> positions;
  private final Starter starter;
  private final long least;
  private final long last;
  private final long snapshotSequence;
  private final long beganNanos = System.nanoTime();
  private final List<FactBatch> sample = new ArrayList<>();
  private boolean told;

  /** Waits for room in the ring; or null. */
  private FactBatch unpublished;

  /**
   * @param ring where facts above the oldest position are published
   * @param positions of the consumers that must see everything, with what they have
   * @param last the last sequence of the log
   */
  Recovery(
      Replay replay,
      Execution execution,
      FactRing ring,
      Map<FactFeed, Long> positions,
      long last,
      Starter starter) {
    this.replay = replay;
    this.execution = execution;
    this.ring = ring;
    this.positions = positions;
    this.starter = starter;
    this.last = last;
    this.least =
        positions.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    this.snapshotSequence = replay.engine().sequence();
  }

  /**
   * Replays the next batch; while the ring is full, waits for room instead.
   *
   * @return false when the engine has executed the whole log
   * @throws Fault LOG_DAMAGED, PROJECTION_DIFFERS
   */
  boolean step(long waitNanos) throws IOException, InterruptedException {
    if (unpublished != null) {
      if (ring.publish(unpublished, waitNanos)) {
        unpublished = null;
      }
      return true;
    }
    long sampled = least - SAMPLED_COMMANDS;
    long first = engine().sequence() + 1;
    if (!replay.step(last, sampled)) {
      end();
      return false;
    }
    execution.caughtUp();
    if (engine().sequence() > least) {
      if (!told) {
        compare();
        starter.start(positions.keySet());
      }
      unpublished = replay.facts(first);
    } else {
      if (engine().sequence() > sampled) {
        sample.add(replay.facts(first));
      }
      ring.skipTo(engine().sequence());
    }
    return true;
  }

  private void end() {
    if (!told) {
      compare();
    }
    if (engine().sequence() != last) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "The log ends with sequence %d, but replay came to %d. Put the damaged segment back, from the archive or a backup."
              .formatted(last, engine().sequence()));
    }
    log.info(
        "Recovered sequence {} from the snapshot at {} and {} commands of the log in {} ms, state"
            + " {}",
        last,
        snapshotSequence,
        last - snapshotSequence,
        (System.nanoTime() - beganNanos) / 1_000_000,
        HexFormat.of().formatHex(engine().stateHash()));
  }

  /** Lets the consumers that keep a position compare what the replay skipped last. */
  private void compare() {
    told = true;
    if (sample.isEmpty()) {
      return;
    }
    long after = sample.getFirst().firstSequence() - 1;
    FactStream.Facts facts = sink -> sample.forEach(batch -> batch.readAfter(after, sink));
    positions.keySet().forEach(feed -> feed.compare(after, facts));
  }

  private ExchangeEngine engine() {
    return replay.engine();
  }

  @Override
  public void close() throws IOException {
    replay.close();
  }
}
