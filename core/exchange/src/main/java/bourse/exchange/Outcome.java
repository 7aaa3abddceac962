package bourse.exchange;

import bourse.engine.FactSink;

/**
 * What became of one command.
 *
 * @param sequence its place in the log
 * @param facts the encoded facts of the command, read by {@link #read}
 */
public record Outcome(long sequence, byte[] facts) {
  /** Plays the facts into the sink. */
  public void read(FactSink sink) {
    bourse.engine.FactRecords.read(facts, 0, sink);
  }
}
