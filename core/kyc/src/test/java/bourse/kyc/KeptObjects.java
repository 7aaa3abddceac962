package bourse.kyc;

import bourse.platform.objects.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** An object store in memory that can go away. */
final class KeptObjects implements ObjectStore {
  /** What is done before an object is put. */
  @FunctionalInterface
  interface Before {
    void run() throws InterruptedException;
  }

  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

  /** It does not answer. */
  volatile boolean down;

  /** It does what it is asked for and does not say so. */
  volatile boolean losesAnswers;

  volatile Before onPut = () -> {};

  int count(KycServer.Person user) {
    return list("kyc/" + user.name()).size();
  }

  /** What is stored of a user who has one object. */
  byte[] only(KycServer.Person user) {
    return objects.get(list("kyc/" + user.name()).getFirst());
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    requireUp();
    try {
      onPut.run();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    objects.put(key, content.clone());
    if (losesAnswers) {
      throw new IOException("no answer");
    }
  }

  @Override
  public void put(String key, InputStream content, long length) throws IOException {
    put(key, content.readAllBytes());
  }

  @Override
  public Optional<byte[]> get(String key) throws IOException {
    requireUp();
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public List<String> list(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public void delete(String key) throws IOException {
    requireUp();
    objects.remove(key);
  }

  private void requireUp() throws IOException {
    if (down) {
      throw new IOException("connection refused");
    }
  }
}
