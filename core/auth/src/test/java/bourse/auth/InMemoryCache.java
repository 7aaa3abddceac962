package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.cache.Cache;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that a test can stop, wipe and put back to an earlier state. */
final class InMemoryCache implements Cache {
  final Map<String, String> values = new ConcurrentHashMap<>();
  volatile boolean stopped;

  @Override
  public Optional<String> get(String key) {
    answer();
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public void put(String key, String value, Duration lifetime) {
    answer();
    values.put(key, value);
  }

  @Override
  public boolean add(String key, String value, Duration lifetime) {
    answer();
    return values.putIfAbsent(key, value) == null;
  }

  @Override
  public boolean replace(String key, String expected, String value, Duration lifetime) {
    answer();
    return values.replace(key, expected, value);
  }

  @Override
  public void delete(String key) {
    answer();
    values.remove(key);
  }

  private void answer() {
    if (stopped) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, "The cache does not answer; try again shortly.");
    }
  }
}
