package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.cache.Scripts;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.Map;

/** Limits for tests. */
final class Limits {
  /** A cache that is down. */
  static final Scripts NO_REDIS =
      (script, keys, arguments) -> {
        throw new Fault(ErrorCode.DEPENDENCY_DOWN, "The cache does not answer.");
      };

  private Limits() {}

  /** So high that no test meets them. */
  static RateLimits none() {
    LimitSettings settings =
        new LimitSettings(
            Duration.ofSeconds(10),
            1_000_000_000,
            1_000_000_000,
            1_000_000_000,
            1_000_000_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Map.of());
    return new RateLimits(settings, NO_REDIS, WallClock.system());
  }
}
