package bourse.exchange;

import java.util.Map;

/**
 * What the exchange has done and how it stands, for metrics.
 *
 * @param sequence the last executed command
 * @param commands commands logged since the start
 * @param batches batches logged since the start, with one force each
 * @param overloads commands refused with OVERLOADED since the start
 * @param queued commands that wait to be logged
 * @param snapshotSequence the last command in the newest snapshot; 0 for none
 * @param archivedSegments segments with a verified copy in the object store
 * @param lag for each consumer of facts, the commands it has not flushed yet
 */
public record ExchangeFigures(
    long sequence,
    long commands,
    long batches,
    long overloads,
    long queued,
    long snapshotSequence,
    long archivedSegments,
    Map<String, Long> lag) {
  /** The lag of what SQL tells; 0 when nothing is projected. */
  public long projectionLag() {
    return lag.getOrDefault(Projector.NAME, 0L);
  }
}
