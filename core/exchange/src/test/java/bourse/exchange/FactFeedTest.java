package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.engine.FactBuffer;
import bourse.engine.FactSink;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A feed whose consumer gathers facts for a second, step by step. */
class FactFeedTest {
  private static final int BATCH_COMMANDS = 10;

  private final SimulatedClock clock = new SimulatedClock();
  private final FactRing ring = new FactRing(16L * batch(0).records().length, 1);
  private final FactFeed feed = new FactFeed(new Gathering(), new Ringed(ring), clock);

  @Test
  void whatGathersIsFlushedAfterAWhile() throws Exception {
    feed.step(0);
    assertTrue(ring.publish(batch(0), 0));
    feed.step(0);
    assertEquals(0, feed.flushed());
    clock.pass(Duration.ofSeconds(1).toNanos());
    feed.step(0);
    assertEquals(BATCH_COMMANDS, feed.flushed());
  }

  @Test
  void whatGathersNeverFillsASmallRing() throws Exception {
    feed.step(0);
    for (long last = 0; last < 100 * BATCH_COMMANDS; last += BATCH_COMMANDS) {
      assertTrue(ring.publish(batch(last), 0), "the engine waits for what only gathers");
      feed.step(0);
      assertFalse(ring.heldShare() > 0.3, () -> "held: " + ring.heldShare());
    }
    assertTrue(feed.flushed() > 0);
  }

  private static FactBatch batch(long last) {
    FactBuffer facts = new FactBuffer();
    for (long sequence = last + 1; sequence <= last + BATCH_COMMANDS; sequence++) {
      facts.begin(sequence, 0, 1, 0, sequence, 0, 0, 0);
      facts.end(sequence, 0);
    }
    return new FactBatch(last + 1, last + BATCH_COMMANDS, facts.copy());
  }

  /** Holds intake, as the projector does. */
  private static final class Gathering implements FactStream.Consumer {
    private long position;

    @Override
    public String name() {
      return "projector";
    }

    @Override
    public FactStream.Pace pace() {
      return FactStream.Pace.HOLDS_INTAKE;
    }

    @Override
    public Duration flushInterval() {
      return Duration.ofSeconds(1);
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public FactSink sink() {
      return new FactSink() {};
    }

    @Override
    public void flush(long sequence) {
      position = sequence;
    }
  }

  /** Nothing but a ring. */
  private record Ringed(FactRing ring) implements FactFeed.Source {
    @Override
    public FactBatch describe(FactFeed feed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Replay replay(long atMost) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long sequence() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long recovered() {
      return 0;
    }

    @Override
    public void fatal(String what, Throwable cause) {
      throw new AssertionError(what, cause);
    }
  }
}
