package bourse.kyc;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java has. */
final class Sha256 {
  private static final int CHUNK = 1 << 16;

  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  static byte[] of(byte[] content) {
    return digest().digest(content);
  }

  /** Of everything that is left of a stream. */
  static byte[] of(InputStream content) throws IOException {
    MessageDigest digest = digest();
    byte[] chunk = new byte[CHUNK];
    for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
      digest.update(chunk, 0, read);
    }
    return digest.digest();
  }
}
