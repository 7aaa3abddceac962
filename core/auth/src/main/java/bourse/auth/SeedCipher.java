package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the seeds of authenticator apps with AES-256-GCM under a key of the keystore, each bound
 * to its user: in another row it can't be decrypted.
 */
final class SeedCipher {
  static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final String BOUND_TO = "totp_factors.seed ";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  SeedCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  String encrypt(UUID user, String seed) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, user)
              .doFinal(seed.getBytes(StandardCharsets.US_ASCII));
      byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has AES-GCM", e);
    }
  }

  String decrypt(UUID user, String stored) {
    byte[] all = Base64.getDecoder().decode(stored);
    byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
    try {
      byte[] seed =
          cipher(Cipher.DECRYPT_MODE, nonce, user)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return new String(seed, StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new Fault(
          ErrorCode.INTERNAL,
          "The seed of the authenticator app of user "
              + user
              + " can't be decrypted: it was changed, or stood in another row.",
          e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, UUID user) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((BOUND_TO + user).getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }
}
