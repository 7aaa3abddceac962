package bourse.marketdata;

import bourse.domain.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** One side of a book by price level, best price first, and the levels that changed lately. */
final class BookSide {
  /** A price and what is open at it; 0 lots when nothing is left. */
  record Level(long priceTicks, long lots) {}

  private final TreeMap<Long, Long> levels;

  /** What icebergs do not show, at prices where something is shown. */
  private final Map<Long, Long> hidden = new HashMap<>();

  private final TreeSet<Long> changed;

  BookSide(Side side) {
    Comparator<Long> bestFirst =
        side == Side.BUY ? Comparator.reverseOrder() : Comparator.naturalOrder();
    levels = new TreeMap<>(bestFirst);
    changed = new TreeSet<>(bestFirst);
  }

  /**
   * @param lots added to the level, or taken when negative
   * @throws IllegalStateException when more is taken than was there: a fact was missed
   */
  void add(long priceTicks, long lots) {
    long after = levels.getOrDefault(priceTicks, 0L) + lots;
    if (after < 0) {
      throw new IllegalStateException(
          "The level at " + priceTicks + " ticks would hold " + after + " lots");
    }
    if (after == 0) {
      levels.remove(priceTicks);
    } else {
      levels.put(priceTicks, after);
    }
    changed.add(priceTicks);
  }

  /** Notes that lots at a level, which are not shown, come or go. */
  void conceal(long priceTicks, long lots) {
    hidden.merge(priceTicks, lots, (before, more) -> before + more == 0 ? null : before + more);
  }

  /** All levels down to a price of the other side, best first, with what is not shown. */
  List<Level> wholeDownTo(long priceTicks) {
    return levels.headMap(priceTicks, true).entrySet().stream()
        .map(level ->
            new Level(level.getKey(), level.getValue() + hidden.getOrDefault(level.getKey(), 0L)))
        .toList();
  }

  List<Level> best(int limit) {
    List<Level> best = new ArrayList<>(Math.min(limit, levels.size()));
    for (var level : levels.entrySet()) {
      if (best.size() == limit) {
        break;
      }
      best.add(new Level(level.getKey(), level.getValue()));
    }
    return best;
  }

  boolean hasChanges() {
    return !changed.isEmpty();
  }

  /** The levels that changed since this was last called, as they are now. */
  List<Level> takeChanges() {
    List<Level> now =
        changed.stream().map(price -> new Level(price, levels.getOrDefault(price, 0L))).toList();
    changed.clear();
    return now;
  }
}
