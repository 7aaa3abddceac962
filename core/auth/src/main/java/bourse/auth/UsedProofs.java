package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.cache.Cache;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers proofs as long as they could be taken again: in this process and in the cache, so that
 * a proof is taken once by all servers. Without the cache each server remembers its own. Thread
 * safe.
 */
final class UsedProofs {
  private static final Logger LOG = LoggerFactory.getLogger(UsedProofs.class);
  private static final String PREFIX = "auth:proof:";
  private static final Duration REMEMBERED = KeyProofs.OLDEST.plus(KeyProofs.AHEAD).plusSeconds(1);
  private static final long REMEMBERED_MICROS = REMEMBERED.toNanos() / 1_000;
  private static final int MOST_REMEMBERED = 200_000;

  private final Cache cache;
  private final WallClock clock;
  private final Map<String, Long> untilMicros = new ConcurrentHashMap<>();
  private volatile long nextSweepMicros;
  private volatile boolean alone;

  UsedProofs(Cache cache, WallClock clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /**
   * Whether it was not seen before; from now on it was.
   *
   * @param id of a proof that is all right otherwise
   * @throws Fault {@link ErrorCode#OVERLOADED} when there are more than can be remembered
   */
  boolean isFirst(String id) {
    long now = clock.micros();
    makeRoom(now);
    boolean first = untilMicros.putIfAbsent(id, now + REMEMBERED_MICROS) == null;
    return first && isFirstInCache(id);
  }

  private boolean isFirstInCache(String id) {
    try {
      boolean first = cache.add(PREFIX + id, "", REMEMBERED);
      alone = false;
      return first;
    } catch (Fault fault) {
      if (fault.code() != ErrorCode.DEPENDENCY_DOWN) {
        throw fault;
      }
      if (!alone) {
        LOG.warn("Proofs are remembered by this process alone: {}", fault.getMessage());
      }
      alone = true;
      return true;
    }
  }

  /** How many this process remembers. */
  int remembered() {
    return untilMicros.size();
  }

  private void makeRoom(long now) {
    if (now >= nextSweepMicros || untilMicros.size() >= MOST_REMEMBERED) {
      nextSweepMicros = now + REMEMBERED_MICROS;
      untilMicros.values().removeIf(until -> until <= now);
    }
    if (untilMicros.size() >= MOST_REMEMBERED) {
      throw new Fault(
          ErrorCode.OVERLOADED, "Too many proofs came within a minute; try again shortly.");
    }
  }
}
