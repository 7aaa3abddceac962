package bourse.exchange;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * A part of a list, newest first.
 *
 * @param items at most as many as were asked for
 * @param next the cursor of what follows; empty at the end
 */
public record StoredPage<T>(List<T> items, OptionalLong next) {
  /** Where a list begins. */
  public static final long START = Long.MAX_VALUE;

  /** The most items that one page has. */
  public static final int MAXIMUM = 500;

  public StoredPage {
    items = List.copyOf(items);
  }

  /** From rows that were selected with a limit of one more than asked for. */
  static <T> StoredPage<T> of(List<T> rows, int limit, ToLongFunction<T> id) {
    return rows.size() > limit
        ? new StoredPage<>(
            rows.subList(0, limit), OptionalLong.of(id.applyAsLong(rows.get(limit - 1))))
        : new StoredPage<>(rows, OptionalLong.empty());
  }

  static int checked(int limit) {
    if (limit < 1 || limit > MAXIMUM) {
      throw new IllegalArgumentException("A page has 1 to " + MAXIMUM + " items, not " + limit);
    }
    return limit;
  }
}
