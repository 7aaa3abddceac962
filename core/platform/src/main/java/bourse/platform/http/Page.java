package bourse.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items at most as many as were asked for
 * @param nextCursor where the next page begins; null on the last page
 */
public record Page<T>(List<T> items, @JsonInclude(JsonInclude.Include.ALWAYS) String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Cuts a page out of rows that were read with one more than {@code limit}, which tells whether
   * there is a next page without counting.
   *
   * @param cursor of the last item of the page; see {@link Cursor}
   */
  public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, limit);
    return new Page<>(items, cursor.apply(items.getLast()));
  }

  /** The page of these items, which goes on behind the one with that key; empty at the end. */
  public static <T> Page<T> upTo(List<T> items, OptionalLong next) {
    return new Page<>(items, next.isPresent() ? Cursor.of(next.getAsLong()) : null);
  }

  /** The same page with other items. */
  public <R> Page<R> map(Function<T, R> function) {
    return new Page<>(items.stream().map(function).toList(), nextCursor);
  }
}
