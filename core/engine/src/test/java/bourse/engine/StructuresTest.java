package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine's own collections and its fee arithmetic, against the plain ones of the JDK. */
class StructuresTest {
  @ParameterizedTest
  @CsvSource({"1, 30", "2, 300", "3, 100000", "4, 9223372036854775807"})
  void aLadderIsASortedSetOfPrices(long seed, long range) {
    Random random = new Random(seed);
    PriceLadder bids = new PriceLadder(true);
    PriceLadder asks = new PriceLadder(false);
    TreeSet<Long> prices = new TreeSet<>();
    Map<Long, PriceLevel> bidLevels = new HashMap<>();
    Map<Long, PriceLevel> askLevels = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      boolean grows = (i / 500) % 2 == 0 ? random.nextInt(4) > 0 : random.nextInt(4) == 0;
      if (grows || prices.isEmpty()) {
        long price = 1 + random.nextLong(range);
        prices.add(price);
        bidLevels.put(price, bids.levelAt(price));
        askLevels.put(price, asks.levelAt(price));
        assertSame(askLevels.get(price), asks.levelAt(price));
      } else {
        long near = 1 + random.nextLong(range);
        long price = prices.ceiling(near) == null ? prices.last() : prices.ceiling(near);
        prices.remove(price);
        bids.remove(bidLevels.remove(price));
        asks.remove(askLevels.remove(price));
      }
      assertBest(prices, bids, asks);
      if (i % 250 == 0) {
        assertEquals(List.copyOf(prices), walk(asks), "seed " + seed);
        assertEquals(List.copyOf(prices.descendingSet()), walk(bids), "seed " + seed);
      }
    }
  }

  private static void assertBest(SortedSet<Long> prices, PriceLadder bids, PriceLadder asks) {
    if (prices.isEmpty()) {
      assertNull(bids.best());
      assertNull(asks.best());
    } else {
      assertEquals(prices.last(), bids.best().priceTicks);
      assertEquals(prices.first(), asks.best().priceTicks);
    }
  }

  private static List<Long> walk(PriceLadder ladder) {
    List<Long> walked = new ArrayList<>();
    for (PriceLevel level = ladder.best(); level != null; level = ladder.next(level)) {
      walked.add(level.priceTicks);
    }
    return walked;
  }

  @Test
  void aLevelWithOrdersCanNotBeRemoved() {
    PriceLadder ladder = new PriceLadder(true);
    PriceLevel level = ladder.levelAt(5);
    Order order = new Order();
    order.openLots = 1;
    level.append(order);
    assertThrows(InvariantBroken.class, () -> ladder.remove(level));
  }

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 5000", "3, 9223372036854775807"})
  void aLongMapIsAMap(long seed, long range) {
    Random random = new Random(seed);
    Map<Long, String> expected = new HashMap<>();
    LongMap<String> map = new LongMap<>();
    for (int i = 0; i < 50_000; i++) {
      long key = 1 + random.nextLong(range);
      assertEquals(expected.get(key), map.get(key), "seed " + seed);
      if (expected.remove(key) != null) {
        map.remove(key);
      } else if (expected.size() < 3_000) {
        expected.put(key, "value " + key);
        map.put(key, "value " + key);
      }
      assertEquals(expected.size(), map.size());
    }
    expected.forEach((key, value) -> assertEquals(value, map.get(key), "seed " + seed));
    assertArrayEquals(
        expected.keySet().stream().mapToLong(Long::longValue).sorted().toArray(), map.sortedKeys());
    assertNull(map.get(0));
    assertNull(map.get(-1));
    assertThrows(InvariantBroken.class, () -> map.put(0, "none"));
  }

  @Test
  void feesAddUpToTheWholeRoundedUpOnce() {
    long seed = 5;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      int rate = random.nextInt(1_000_001);
      int highestRate = rate + random.nextInt(1_000_001 - rate);
      BigInteger exact = BigInteger.ZERO;
      long paid = 0;
      int credit = 0;
      long left = random.nextLong(1L << (1 + random.nextInt(61)));
      // The fee part of the hold: what was set aside before the first fill.
      long set = Fees.fee(left, highestRate, 0);
      while (left > 0) {
        long notional = random.nextInt(4) == 0 ? left : 1 + random.nextLong(left);
        long fee = Fees.fee(notional, rate, credit);
        credit = Fees.creditAfter(notional, rate, credit);
        exact = exact.add(BigInteger.valueOf(notional).multiply(BigInteger.valueOf(rate)));
        paid += fee;
        left -= notional;
        assertEquals(roundedUp(exact), paid, "seed " + seed);
        // A rebate by the same rate is paid out of the fee, whatever the fills before it.
        assertTrue(Fees.rebate(notional, -rate) <= fee, "seed " + seed);
        assertTrue(fee >= 0 && fee <= notional && credit >= 0 && credit < 1_000_000);
        assertTrue(paid + Fees.fee(left, highestRate, credit) <= set, "seed " + seed);
      }
    }
  }

  private static long roundedUp(BigInteger parts) {
    return parts
        .add(BigInteger.valueOf(999_999))
        .divide(BigInteger.valueOf(1_000_000))
        .longValueExact();
  }
}
