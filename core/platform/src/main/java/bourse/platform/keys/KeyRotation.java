package bourse.platform.keys;

import bourse.platform.crypto.DataKeys;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings everything that is encrypted under the newest version of its key, in the background and
 * while it is used, and retires a version when nothing needs it any more. The start encrypts what
 * older versions of the server have left plain in the database, before anything reads it.
 *
 * <p>A version is retired by a look through everything that began {@link KeySettings#RETIRE_AFTER}
 * after the next one was made: whoever had begun to write with the old one has ended by then.
 */
public final class KeyRotation implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration PAUSE_FOR_A_PART = Duration.ofSeconds(1);

  private final Keystore keystore;
  private final DataKeys keys;
  private final List<ProtectedRows> rows;
  private final List<EncryptedData> data;
  private final Duration retireAfter;
  private final Supplier<Instant> clock;

  /** The version under which a look through everything left all. */
  private final Map<KeyPurpose, Integer> renewed = new ConcurrentHashMap<>();

  private final Semaphore wake = new Semaphore(0);
  private volatile Health health = Health.UP;
  private volatile boolean stopping;
  private volatile Thread worker;

  /**
   * @param rows tables with encrypted columns
   * @param others what else is encrypted
   */
  public KeyRotation(
      Keystore keystore,
      List<ProtectedRows> rows,
      List<EncryptedData> others,
      Duration retireAfter,
      Supplier<Instant> clock) {
    this.keystore = keystore;
    this.keys = keystore.dataKeys();
    this.rows = List.copyOf(rows);
    this.data = Stream.concat(rows.stream(), others.stream()).toList();
    this.retireAfter = retireAfter;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public void start() {
    rows.forEach(KeyRotation::encrypt);
    stopping = false;
    worker = Thread.ofVirtual().name("keys").start(this::keep);
  }

  /** Waits for the piece that is being done. */
  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    wake.release();
    if (worker != null) {
      worker.join();
    }
  }

  @Override
  public Health health() {
    return health;
  }

  /** Where the keys are. */
  public Keystore keystore() {
    return keystore;
  }

  /** What is encrypted. */
  public List<EncryptedData> data() {
    return data;
  }

  /** Whether everything is known to be encrypted under the newest version. */
  public boolean isRenewed(KeyPurpose purpose) {
    return renewed.getOrDefault(purpose, 0) == keys.current(purpose);
  }

  /**
   * Makes a new version of a key. What the older ones have encrypted is encrypted anew in the
   * background.
   */
  public int rotate(KeyPurpose purpose) {
    int version = keys.rotate(purpose, clock.get());
    LOG.info("The key {} has version {} now", purpose.keyName(), version);
    wake.release();
    return version;
  }

  private static void encrypt(ProtectedRows rows) {
    long all = rows.plain();
    long left = all;
    while (left > 0) {
      LOG.info("Encrypting {}: {} of {} rows are left", rows.name(), left, all);
      rows.encryptSome();
      left = rows.plain();
    }
  }

  private void keep() {
    try {
      while (!stopping) {
        lookThroughAll();
        if (wake.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private Duration pause() {
    if (!data.stream().allMatch(EncryptedData::isReachable)) {
      return PAUSE_FOR_A_PART;
    }
    return retireAfter.compareTo(LONGEST_PAUSE) < 0 ? retireAfter : LONGEST_PAUSE;
  }

  private void lookThroughAll() {
    try {
      for (KeyPurpose purpose : KeyPurpose.values()) {
        if (purpose.isRotated()) {
          lookThrough(purpose);
        }
      }
      health = Health.UP;
    } catch (Exception e) {
      LOG.warn("Encrypting anew is left undone until the next try", e);
      health =
          Health.degraded(
              "What older keys encrypted is not all encrypted anew, so they stay in use; tried"
                  + " again within a minute: "
                  + e.getMessage());
    }
  }

  private void lookThrough(KeyPurpose purpose) throws Exception {
    int newest = keys.current(purpose);
    List<DataKeys.Version> versions = keys.versions(purpose);
    boolean mayRetire =
        versions.size() > 1 && !clock.get().isBefore(versions.getLast().made().plus(retireAfter));
    if (renewed.getOrDefault(purpose, 0) == newest && !mayRetire) {
      return;
    }
    for (EncryptedData encrypted : data) {
      if (encrypted.key() == purpose && !renew(encrypted)) {
        return;
      }
    }
    renewed.put(purpose, newest);
    if (mayRetire) {
      retireBefore(purpose, newest, versions);
    }
  }

  /** False when a stop cuts it off, or the data can't be reached. */
  private boolean renew(EncryptedData encrypted) throws Exception {
    boolean more = true;
    while (more && !stopping && encrypted.isReachable()) {
      more = encrypted.renewSome();
    }
    return !more;
  }

  private void retireBefore(KeyPurpose purpose, int newest, List<DataKeys.Version> versions) {
    if (keys.current(purpose) != newest) {
      return; // rotated meanwhile: what was looked through is not all under the newest
    }
    for (DataKeys.Version version : versions) {
      if (version.number() < newest) {
        keys.retire(purpose, version.number());
        LOG.info("Version {} of the key {} is retired", version.number(), purpose.keyName());
      }
    }
  }
}
