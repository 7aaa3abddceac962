package bourse.exchange;

import bourse.engine.FactRecords;
import bourse.engine.FactSink;

/**
 * The fact records of the commands of one batch, one behind the other.
 *
 * @param firstSequence its first command
 * @param lastSequence its last command
 * @param records the records; never changed again
 */
@SuppressWarnings("ArrayRecordComponent") // Shared by its readers without change; never compared.
record FactBatch(long firstSequence, long lastSequence, byte[] records) {
  /** Plays the records of the commands after the sequence. */
  void readAfter(long sequence, FactSink sink) {
    int at = 0;
    while (at < records.length) {
      if (FactRecords.sequence(records, at) > sequence) {
        at = FactRecords.read(records, at, sink);
      } else {
        at += FactRecords.length(records, at);
      }
    }
  }
}
