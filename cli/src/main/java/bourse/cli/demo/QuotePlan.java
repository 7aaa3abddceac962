package bourse.cli.demo;

import bourse.domain.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a market maker changes so that its quotes stand around the reference price again: on a fixed
 * grid, so that a small move leaves most of them where they are.
 *
 * @param cancel ids of open orders that no longer fit
 * @param place sides and prices, in ticks, where a quote is missing
 */
record QuotePlan(List<String> cancel, List<Quote> place) {
  /** Levels on each side; takers may empty some of them before the next look. */
  static final int LEVELS = 14;

  /** One quote. */
  record Quote(Side side, long priceTicks) {}

  /**
   * Compares what is open with what should be.
   *
   * @param referenceTicks the reference price
   * @param gridTicks the distance between levels; the spread is at least one of them
   * @param open the maker's open orders by id
   */
  static QuotePlan of(long referenceTicks, long gridTicks, Map<String, Quote> open) {
    Set<Quote> wanted = wanted(referenceTicks, gridTicks);
    Set<Quote> standing = new TreeSet<>(ORDER);
    List<String> cancel = new ArrayList<>();
    open.forEach((id, quote) -> {
      if (!wanted.contains(quote) || !standing.add(quote)) {
        cancel.add(id);
      }
    });
    List<Quote> place =
        wanted.stream().filter(quote -> !standing.contains(quote)).collect(Collectors.toList());
    return new QuotePlan(cancel, place);
  }

  private static final Comparator<Quote> ORDER =
      Comparator.comparing(Quote::side).thenComparingLong(Quote::priceTicks);

  private static Set<Quote> wanted(long referenceTicks, long gridTicks) {
    long below = Math.floorDiv(referenceTicks - gridTicks / 2, gridTicks) * gridTicks;
    long above = Math.ceilDiv(referenceTicks + gridTicks / 2, gridTicks) * gridTicks;
    Set<Quote> wanted = new TreeSet<>(ORDER);
    for (int level = 0; level < LEVELS; level++) {
      long bid = below - level * gridTicks;
      if (bid > 0) {
        wanted.add(new Quote(Side.BUY, bid));
      }
      wanted.add(
          new Quote(Side.SELL, (below == above ? above + gridTicks : above) + level * gridTicks));
    }
    return wanted;
  }
}
