package bourse.platform.log;

import java.io.IOException;
import java.util.NavigableSet;

/** Where segments are read from: the log's directory, the archive, or one behind the other. */
public interface SegmentSource {
  /** The ids of the segments that are there now. */
  NavigableSet<Long> segments() throws IOException;

  /** Opens a segment for reading. */
  LogChannel open(long segment) throws IOException;

  /** How the place is called in messages. */
  String description();

  /** The segments here, and what is missing here from the other. */
  default SegmentSource orElse(SegmentSource other) {
    return new CombinedSegments(this, other);
  }
}
