package bourse.exchange;

import bourse.platform.objects.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** An object store in memory. */
final class MemoryObjects implements ObjectStore {
  private final Map<String, byte[]> content = new ConcurrentSkipListMap<>();

  /** By key, to be changed at will. */
  Map<String, byte[]> content() {
    return content;
  }

  @Override
  public void put(String key, byte[] bytes) {
    content.put(key, bytes);
  }

  @Override
  public void put(String key, InputStream bytes, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(content.get(key));
  }

  @Override
  public List<String> list(String prefix) {
    return content.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public void delete(String key) {
    content.remove(key);
  }
}
