package bourse.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is kept of a random secret: its hash tells whether it came again, and nothing else. */
final class Sha256 {
  private Sha256() {}

  /** In hexadecimal. */
  static String hex(String secret) {
    return HexFormat.of().formatHex(bytes(secret));
  }

  static byte[] bytes(String secret) {
    return bytes(secret.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] bytes(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
