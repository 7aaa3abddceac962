package bourse.platform.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Short texts by key, each for a while: Redis. What must survive it is also in SQL. Thread safe.
 *
 * <p>Every call throws {@link bourse.domain.Fault} {@code DEPENDENCY_DOWN} when the cache does not
 * answer.
 */
public interface Cache {
  Optional<String> get(String key);

  /** Keeps a value for {@code lifetime}, whatever was there. */
  void put(String key, String value, Duration lifetime);

  /**
   * Keeps a value only where there is none, in one step: of several callers one succeeds.
   *
   * @return whether it was kept
   */
  boolean add(String key, String value, Duration lifetime);

  /**
   * Replaces a value only while it still is {@code expected}, in one step: of several callers with
   * the same expectation one succeeds.
   *
   * @return whether it was replaced
   */
  boolean replace(String key, String expected, String value, Duration lifetime);

  void delete(String key);
}
