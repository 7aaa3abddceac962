package bourse.platform.log;

/**
 * The shape of the file command log.
 *
 * @param segmentBytes size of a segment, allocated when it is made
 * @param maxBatchBytes the most command bytes that one force makes durable
 */
public record LogSettings(int segmentBytes, int maxBatchBytes) {
  public static final LogSettings DEFAULTS = new LogSettings(64 << 20, 1 << 20);

  public LogSettings {
    if (maxBatchBytes < 4096) {
      throw new IllegalArgumentException("maxBatchBytes is under 4 KiB: " + maxBatchBytes);
    }
    if (segmentBytes < BatchFormat.SECTOR + BatchFormat.sizeOnDisk(maxBatchBytes)) {
      throw new IllegalArgumentException("A batch of maxBatchBytes does not fit in segmentBytes");
    }
  }
}
