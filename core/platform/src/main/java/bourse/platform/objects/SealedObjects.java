package bourse.platform.objects;

import bourse.platform.crypto.FileCipher;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Objects that are sealed before they leave this process, each bound to its key. What was put there
 * before, which is not sealed, is read as it is.
 */
public record SealedObjects(ObjectStore store, FileCipher cipher) implements ObjectStore {
  @Override
  public void put(String key, byte[] content) throws IOException {
    store.put(key, cipher.seal(key, content));
  }

  @Override
  public void put(String key, InputStream content, long length) throws IOException {
    store.put(key, cipher.seal(key, content), FileCipher.sealedLength(length));
  }

  @Override
  public Optional<byte[]> get(String key) throws IOException {
    return store.get(key).map(sealed -> cipher.open(key, sealed));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return store.list(prefix);
  }

  @Override
  public void delete(String key) throws IOException {
    store.delete(key);
  }

  /** Whether an object is sealed under the newest version of the key, as far as it is there. */
  public boolean isNewest(String key) throws IOException {
    Optional<byte[]> start = store.first(key, FileCipher.HEADER);
    return start.isEmpty()
        || (FileCipher.isSealed(start.get())
            && FileCipher.keyVersion(start.get()) == cipher.currentVersion());
  }
}
