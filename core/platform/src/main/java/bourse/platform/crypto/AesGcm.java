package bourse.platform.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM with tags of 16 bytes. */
final class AesGcm {
  static final int NONCE = 12;
  static final int TAG = 16;

  private AesGcm() {}

  /** Encrypts under a random nonce, which stands before the ciphertext and its tag. */
  static byte[] seal(SecretKey key, byte[] bound, byte[] plain) {
    byte[] nonce = Keystore.random(NONCE);
    byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, bound);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't do AES-256-GCM", e);
    }
  }

  /** What {@link #seal} was given; empty when key, bound data or content are not the same. */
  static Optional<byte[]> open(SecretKey key, byte[] bound, byte[] sealed) {
    if (sealed.length < NONCE + TAG) {
      return Optional.empty();
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE), bound);
      return Optional.of(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't do AES-256-GCM", e);
    }
  }

  /** A cipher that has the data that it binds. */
  static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] bound)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(bound);
    return cipher;
  }
}
