package bourse.exchange;

import bourse.engine.FactRecords;
import bourse.engine.FactSink;

/** What became of one command: its place in the log, and its facts. */
public final class Outcome {
  private final long sequence;
  private final byte[] facts;
  private final int offset;

  /**
   * @param sequence its place in the log
   * @param facts the command's fact record, owned by this outcome from now on
   */
  public Outcome(long sequence, byte[] facts) {
    this(sequence, facts, 0);
  }

  /** An outcome whose record stands at an offset among those of other commands, none changed. */
  Outcome(long sequence, byte[] facts, int offset) {
    this.sequence = sequence;
    this.facts = facts;
    this.offset = offset;
  }

  public long sequence() {
    return sequence;
  }

  /** Plays the facts into the sink. */
  public void read(FactSink sink) {
    FactRecords.read(facts, offset, sink);
  }
}
