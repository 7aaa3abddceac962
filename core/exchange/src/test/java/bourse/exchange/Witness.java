package bourse.exchange;

import bourse.engine.FactBuffer;
import bourse.engine.FactRecords;
import bourse.engine.FactSink;

/**
 * A consumer on another machine, as Kafka is: what it has taken survives every crash. Each fact
 * must come to it, in order, and be the right one.
 */
final class Witness implements FactStream.Consumer {
  private final History history;
  private final FactBuffer told = new FactBuffer();
  private long position;
  private Violation violation;

  Witness(History history) {
    this.history = history;
  }

  /** Of what it was told wrongly; null when nothing was. */
  Violation violation() {
    return violation;
  }

  @Override
  public String name() {
    return "witness";
  }

  @Override
  public FactStream.Pace pace() {
    return FactStream.Pace.CATCHES_UP;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FactSink sink() {
    return told;
  }

  @Override
  public void restart() {
    told.reset();
  }

  @Override
  public void flush(long sequence) {
    try {
      byte[] records = told.copy();
      for (int at = 0; at < records.length; at += FactRecords.length(records, at)) {
        long next = FactRecords.sequence(records, at);
        if (next != position + 1) {
          throw new Violation(
              "the facts of command %d follow those of %d".formatted(next, position));
        }
        history.requireFacts("a consumer", next, records, at);
        position = next;
      }
      if (position != sequence) {
        throw new Violation("the facts end with %d instead of %d".formatted(position, sequence));
      }
      told.reset();
    } catch (Violation seen) {
      violation = seen;
      throw seen;
    }
  }
}
