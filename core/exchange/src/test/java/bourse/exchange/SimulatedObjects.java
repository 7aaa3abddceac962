package bourse.exchange;

import bourse.platform.objects.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** An object store of another machine: it keeps what it has taken, and can be away. */
final class SimulatedObjects implements ObjectStore {
  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private final Mishaps mishaps;
  private boolean away;

  SimulatedObjects(Mishaps mishaps) {
    this.mishaps = mishaps;
  }

  void away(boolean isAway) {
    away = isAway;
  }

  boolean isAway() {
    return away;
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    mishaps.before("objects put");
    requireThere();
    objects.put(key, content.clone());
    mishaps.before("objects have it");
  }

  @Override
  public void put(String key, InputStream content, long length) throws IOException {
    put(key, content.readAllBytes());
  }

  @Override
  public Optional<byte[]> get(String key) throws IOException {
    requireThere();
    return Optional.ofNullable(objects.get(key)).map(byte[]::clone);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    requireThere();
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }

  private void requireThere() throws IOException {
    if (away) {
      throw new IOException("The object store does not answer");
    }
  }
}
