package bourse.platform.objects;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Objects by key, in one bucket: S3Proxy in this process, or any S3. Keys look like {@code
 * log/000000000001.segment}.
 */
public interface ObjectStore {
  /** Writes an object. Replaces what was there. */
  void put(String key, byte[] content) throws IOException;

  /** Writes an object of known length from a stream. */
  void put(String key, InputStream content, long length) throws IOException;

  Optional<byte[]> get(String key) throws IOException;

  /** The first bytes of an object, or all of a shorter one. */
  default Optional<byte[]> first(String key, int bytes) throws IOException {
    return get(key).map(content -> Arrays.copyOf(content, Math.min(bytes, content.length)));
  }

  /** Keys with the prefix, in order. */
  List<String> list(String prefix) throws IOException;

  void delete(String key) throws IOException;
}
