package bourse.platform.log;

/**
 * One batch read back from the log and found whole.
 *
 * @param segment the id of its segment
 * @param offset where it starts in its segment
 * @param firstSequence the sequence of its first command
 * @param count how many commands it holds; 0 for the mark of a clean stop
 * @param durableSequence the last sequence known to be on disk when this batch was written
 * @param commands the frames of the commands, one behind the other
 * @param hash SHA-256 of the batch's bytes
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Read once, by the thread that asked for it; never compared.
public record LogBatch(
    long segment,
    long offset,
    long firstSequence,
    int count,
    long durableSequence,
    byte[] commands,
    byte[] hash) {
  /** The sequence of its last command. */
  public long lastSequence() {
    return firstSequence + count - 1;
  }

  /** Where the next batch would start. */
  long end() {
    return offset + BatchFormat.sizeOnDisk(commands.length);
  }
}
