package bourse.crypto;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** The hash functions of the two chains. */
final class Hashes {
  private Hashes() {}

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** As Bitcoin names transactions and blocks, and guards Base58. */
  static byte[] sha256Twice(byte[] bytes) {
    return sha256(sha256(bytes));
  }

  /** As Bitcoin names public keys: RIPEMD-160 of SHA-256. */
  static byte[] hash160(byte[] bytes) {
    RIPEMD160Digest digest = new RIPEMD160Digest();
    byte[] inner = sha256(bytes);
    digest.update(inner, 0, inner.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }

  /** Ethereum's hash: Keccak as it was before it became SHA-3, with another padding. */
  static byte[] keccak256(byte[] bytes) {
    KeccakDigest digest = new KeccakDigest(256);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }

  static byte[] hmacSha512(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA-512", e);
    }
  }
}
