package bourse.platform.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Two places of segments; the first one is asked first. */
record CombinedSegments(SegmentSource first, SegmentSource second) implements SegmentSource {
  @Override
  public NavigableSet<Long> segments() throws IOException {
    NavigableSet<Long> all = new TreeSet<>(first.segments());
    all.addAll(second.segments());
    return all;
  }

  @Override
  public LogChannel open(long segment) throws IOException {
    if (first.segments().contains(segment)) {
      try {
        return first.open(segment);
      } catch (NoSuchFileException e) {
        // Deleted since, as an archived segment is: then the other place has it.
      }
    }
    return second.open(segment);
  }

  @Override
  public String description() {
    return first.description() + " and " + second.description();
  }
}
