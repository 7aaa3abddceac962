package bourse.auth;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When and from where each key was last used: exact in memory, and in SQL at most once a minute per
 * key, by a thread that no request waits for. Thread safe.
 */
final class LastUses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);
  private static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

  private static final class Uses {
    private final AtomicLong writtenMillis = new AtomicLong();
    private volatile ApiKey.LastUse last;
  }

  private final ApiKeyStore store;
  private final Map<UUID, Uses> byKey = new ConcurrentHashMap<>();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("api-key-uses").factory());

  LastUses(ApiKeyStore store) {
    this.store = store;
  }

  void note(UUID key, ApiKey.LastUse use) {
    Uses uses = byKey.computeIfAbsent(key, id -> new Uses());
    uses.last = use;
    long now = use.at().toEpochMilli();
    long written = uses.writtenMillis.get();
    if (now - written >= WRITTEN_EVERY.toMillis()
        && uses.writtenMillis.compareAndSet(written, now)) {
      writer.execute(() -> write(key, use));
    }
  }

  private void write(UUID key, ApiKey.LastUse use) {
    try {
      store.noteUse(key, use);
    } catch (RuntimeException e) {
      // The next use after a minute writes it.
      LOG.warn("The last use of API key {} was not written down: {}", key, e.getMessage());
    }
  }

  /** Of this process. */
  Optional<ApiKey.LastUse> of(UUID key) {
    return Optional.ofNullable(byKey.get(key)).map(uses -> uses.last);
  }

  void forget(UUID key) {
    byKey.remove(key);
  }

  @Override
  public void close() {
    writer.close();
  }
}
