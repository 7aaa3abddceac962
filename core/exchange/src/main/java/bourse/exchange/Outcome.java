package bourse.exchange;

import bourse.engine.FactRecords;
import bourse.engine.FactSink;

/** What became of one command: its place in the log, and its facts. */
public final class Outcome {
  private final long sequence;
  private final byte[] facts;

  /**
   * @param sequence its place in the log
   * @param facts the command's fact record, owned by this outcome from now on
   */
  public Outcome(long sequence, byte[] facts) {
    this.sequence = sequence;
    this.facts = facts;
  }

  public long sequence() {
    return sequence;
  }

  /** Plays the facts into the sink. */
  public void read(FactSink sink) {
    FactRecords.read(facts, 0, sink);
  }
}
