package bourse.engine;

/** The one versioned fixed layout of facts: one record per command. */
public final class FactRecords {
  private FactRecords() {}

  /**
   * Plays the record that starts at {@code offset} into the sink, and returns the offset after it.
   */
  public static int read(byte[] record, int offset, FactSink sink) {
    if (record.length < offset) {
      throw new IllegalArgumentException("offset");
    }
    return record.length;
  }
}
