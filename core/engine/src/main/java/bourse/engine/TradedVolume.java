package bourse.engine;

import bourse.domain.FeeSchedule;
import java.util.Arrays;

/**
 * What one account has traded on each of the last {@link FeeSchedule#VOLUME_DAYS} days. Has room
 * for the days on which it traded, and for no others: most accounts trade rarely.
 */
final class TradedVolume {
  private static final int WINDOW = (1 << FeeSchedule.VOLUME_DAYS) - 1;

  /** In which count of {@link TradedVolumes} this is. */
  final int count;

  /** Bit n is set when it traded n days before {@link #today}. */
  private int days;

  private int today;

  /** Of these days, the oldest first. */
  private long[] volumes = new long[1];

  private long sum;

  TradedVolume(int count) {
    this.count = count;
  }

  /** The volume of the window that ends with this day; {@code Long.MAX_VALUE} for that or more. */
  long sum(int day) {
    turnTo(day);
    return sum;
  }

  /** Adds to the day, which is not before any other one asked for, and returns the day's volume. */
  long add(int day, long volume) {
    turnTo(day);
    int last = Integer.bitCount(days) - 1;
    if ((days & 1) == 0) {
      days |= 1;
      last++;
      if (last == volumes.length) {
        volumes = Arrays.copyOf(volumes, Math.min(FeeSchedule.VOLUME_DAYS, last << 1));
      }
      volumes[last] = 0;
    }
    volumes[last] = plus(volumes[last], volume);
    sum = plus(sum, volume);
    return volumes[last];
  }

  /** How many days of the window that ends with this day have a volume. */
  int tradedDays(int day) {
    turnTo(day);
    return Integer.bitCount(days);
  }

  /** The n-th of them, the oldest first; only right after {@link #tradedDays}. */
  int day(int n) {
    int bits = days;
    for (int newer = Integer.bitCount(days) - 1 - n; newer > 0; newer--) {
      bits &= bits - 1;
    }
    return today - Integer.numberOfTrailingZeros(bits);
  }

  /** What was traded on the n-th of them. */
  long volume(int n) {
    return volumes[n];
  }

  private void turnTo(int day) {
    int passed = day - today;
    if (passed == 0) {
      return;
    }
    today = day;
    int before = Integer.bitCount(days);
    days = passed >= FeeSchedule.VOLUME_DAYS ? 0 : days << passed & WINDOW;
    int left = Integer.bitCount(days);
    if (left < before) {
      System.arraycopy(volumes, before - left, volumes, 0, left);
      sum = 0;
      for (int i = 0; i < left; i++) {
        sum = plus(sum, volumes[i]);
      }
    }
  }

  private static long plus(long one, long other) {
    long both = one + other;
    return both < 0 ? Long.MAX_VALUE : both;
  }
}
