package bourse.platform.log;

import java.io.IOException;
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
    return first.segments().contains(segment) ? first.open(segment) : second.open(segment);
  }

  @Override
  public String description() {
    return first.description() + " and " + second.description();
  }
}
