package bourse.platform.cache;

import java.util.List;

/**
 * Runs a Lua script in the cache: several steps that nobody comes between, in one round trip.
 * Thread safe.
 */
@FunctionalInterface
public interface Scripts {
  /**
   * Runs a script that answers whole numbers.
   *
   * @param keys every key that the script touches
   * @throws bourse.domain.Fault {@code DEPENDENCY_DOWN} when the cache does not answer
   */
  List<Long> run(String script, List<String> keys, List<String> arguments);
}
