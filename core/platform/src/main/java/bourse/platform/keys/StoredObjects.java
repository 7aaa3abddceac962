package bourse.platform.keys;

import bourse.platform.crypto.KeyPurpose;
import bourse.platform.objects.SealedObjects;
import bourse.platform.service.Health;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/** Everything in the object store. What is put there while it is looked through is new enough. */
public final class StoredObjects implements EncryptedData {
  private static final int AT_ONCE = 50;

  private final SealedObjects objects;
  private final Supplier<Health> health;

  /** What is still to be looked at; only the worker changes it. */
  private final Queue<String> pending = new ArrayDeque<>();

  private volatile long left;

  /**
   * @param health of the object store
   */
  public StoredObjects(SealedObjects objects, Supplier<Health> health) {
    this.objects = objects;
    this.health = health;
  }

  @Override
  public boolean isReachable() {
    return health.get().state() != Health.State.DOWN;
  }

  @Override
  public String name() {
    return "objects";
  }

  @Override
  public KeyPurpose key() {
    return KeyPurpose.FILES;
  }

  /** How many are not looked at yet: to know more, each would have to be asked for. */
  @Override
  public long stale() {
    return left;
  }

  @Override
  public boolean renewSome() throws IOException {
    if (pending.isEmpty()) {
      pending.addAll(objects.list(""));
    }
    for (int i = 0; i < AT_ONCE && !pending.isEmpty(); i++) {
      left = pending.size();
      String key = pending.element();
      if (!objects.isNewest(key)) {
        renew(key);
      }
      pending.remove();
    }
    left = pending.size();
    return !pending.isEmpty();
  }

  /** The new one is read back: the only copy of a log segment may be this. */
  private void renew(String key) throws IOException {
    Optional<byte[]> content = objects.get(key);
    if (content.isPresent()) {
      objects.put(key, content.get());
      if (!Arrays.equals(content.get(), objects.get(key).orElse(null))) {
        throw new IOException(key + " in the object store is not what was put there");
      }
    }
  }
}
