package bourse.gateway;

import bourse.platform.http.Subnet;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ranges of addresses, each with a label, that do not overlap; the range of an address is found by
 * halving. Addresses of version 4 stand among those of version 6 as ::ffff:a.b.c.d. Immutable.
 */
final class AddressRanges {
  /** An address as an unsigned number of 128 bits. */
  record Point(long high, long low) implements Comparable<Point> {
    private static final long VERSION_4 = 0xFFFF_0000_0000L;

    static Point of(InetAddress address) {
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      return bytes.remaining() == Integer.BYTES
          ? new Point(0, VERSION_4 | (bytes.getInt() & 0xFFFF_FFFFL))
          : new Point(bytes.getLong(), bytes.getLong());
    }

    @Override
    public int compareTo(Point other) {
      int byHigh = Long.compareUnsigned(high, other.high);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
  }

  /** From the first to the last address, both in it. */
  record Range(Point first, Point last, String label) {
    private static final int HALF = 64;
    private static final int WHOLE = 128;

    static Range of(Subnet subnet, String label) {
      Point first = Point.of(subnet.address());
      int free = subnet.address().getAddress().length * 8 - subnet.bits();
      long high = first.high | ones(free - HALF);
      long low = first.low | ones(Math.min(free, HALF));
      return new Range(first, new Point(high, low), label);
    }

    private static long ones(int bits) {
      return bits <= 0 ? 0 : -1L >>> (HALF - Math.min(bits, WHOLE - HALF));
    }
  }

  static final AddressRanges NONE = new AddressRanges(List.of());

  private final long[] firstHigh;
  private final long[] firstLow;
  private final long[] lastHigh;
  private final long[] lastLow;
  private final String[] labels;

  /**
   * @param sorted ranges that do not overlap, by their first address
   */
  private AddressRanges(List<Range> sorted) {
    firstHigh = sorted.stream().mapToLong(range -> range.first.high).toArray();
    firstLow = sorted.stream().mapToLong(range -> range.first.low).toArray();
    lastHigh = sorted.stream().mapToLong(range -> range.last.high).toArray();
    lastLow = sorted.stream().mapToLong(range -> range.last.low).toArray();
    labels = sorted.stream().map(Range::label).toArray(String[]::new);
  }

  /**
   * Ranges with labels.
   *
   * @throws IllegalArgumentException when two overlap; the message names their labels
   */
  static AddressRanges of(List<Range> ranges) {
    List<Range> sorted = sorted(ranges);
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).first.compareTo(sorted.get(i - 1).last) <= 0) {
        throw new IllegalArgumentException(
            "a range of " + sorted.get(i - 1).label + " overlaps one of " + sorted.get(i).label);
      }
    }
    return new AddressRanges(sorted);
  }

  /** Ranges of which it matters only whether an address is in one. */
  static AddressRanges united(List<Range> ranges) {
    List<Range> united = new ArrayList<>();
    for (Range next : sorted(ranges)) {
      if (!united.isEmpty() && next.first.compareTo(united.getLast().last) <= 0) {
        Range before = united.removeLast();
        Point last = before.last.compareTo(next.last) >= 0 ? before.last : next.last;
        united.add(new Range(before.first, last, before.label));
      } else {
        united.add(next);
      }
    }
    return new AddressRanges(united);
  }

  private static List<Range> sorted(List<Range> ranges) {
    return ranges.stream().sorted(Comparator.comparing(Range::first)).toList();
  }

  /** Of all ranges. */
  Set<String> labels() {
    return Set.copyOf(Arrays.asList(labels));
  }

  /** The label of the range that an address is in. */
  Optional<String> label(InetAddress address) {
    Point point = Point.of(address);
    int from = 0;
    int to = labels.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (point.compareTo(new Point(firstHigh[middle], firstLow[middle])) < 0) {
        to = middle - 1;
      } else if (point.compareTo(new Point(lastHigh[middle], lastLow[middle])) > 0) {
        from = middle + 1;
      } else {
        return Optional.of(labels[middle]);
      }
    }
    return Optional.empty();
  }
}
