package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.FeeSchedule;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The volume of one account against a map of all its days. */
class TradedVolumeTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sumsTheDaysOfItsWindow(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Long> all = new TreeMap<>();
    TradedVolume volume = new TradedVolume(0);
    int day = random.nextInt(30_000) - 10_000;
    for (int i = 0; i < 20_000; i++) {
      day += random.nextInt(10) == 0 ? random.nextInt(random.nextInt(5) == 0 ? 70 : 6) : 0;
      if (random.nextInt(3) == 0) {
        long added = random.nextInt(1_000_000);
        long today = all.merge(day, added, Long::sum);
        assertEquals(today, volume.add(day, added), "seed " + seed);
      }
      Map<Integer, Long> window = all.tailMap(day - FeeSchedule.VOLUME_DAYS, false);
      long sum = window.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(sum, volume.sum(day), "seed " + seed);
      assertEquals(window, days(volume, day), "seed " + seed);
    }
  }

  private static Map<Integer, Long> days(TradedVolume volume, int day) {
    Map<Integer, Long> days = new TreeMap<>();
    int count = volume.tradedDays(day);
    for (int i = 0; i < count; i++) {
      days.put(volume.day(i), volume.volume(i));
    }
    return days;
  }

  @Test
  void whatIsWorthMoreThanALongHoldsIsThat() {
    assertEquals(35, PriceMath.scaled(33, 109, 100));
    assertEquals(Long.MAX_VALUE / 3, PriceMath.scaled(Long.MAX_VALUE, 5, 15));
    assertEquals(Long.MAX_VALUE, PriceMath.scaled(Long.MAX_VALUE, 2, 1));
    assertEquals(0, PriceMath.scaled(Long.MAX_VALUE, 0, 1));
  }
}
