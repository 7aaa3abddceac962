package bourse.platform.log;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The segments in the log's directory: files such as {@code 000000000001.segment}. */
public record LocalSegments(LogDirectory directory) implements SegmentSource {
  private static final String SUFFIX = ".segment";

  static String name(long segment) {
    return "%012d".formatted(segment) + SUFFIX;
  }

  @Override
  public NavigableSet<Long> segments() throws IOException {
    NavigableSet<Long> ids = new TreeSet<>();
    for (String name : directory.names()) {
      if (name.matches("\\d{12}\\" + SUFFIX)) {
        ids.add(Long.parseLong(name.substring(0, 12)));
      }
    }
    return ids;
  }

  @Override
  public LogChannel open(long segment) throws IOException {
    return directory.open(name(segment), LogDirectory.Access.READ);
  }

  @Override
  public String description() {
    return directory.description();
  }
}
