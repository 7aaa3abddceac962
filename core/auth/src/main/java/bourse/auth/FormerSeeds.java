package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.Keystore;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads the seeds of authenticator apps as servers before migration V0084 encrypted them: Base64 of
 * nonce (12 bytes), AES-256-GCM ciphertext and tag (16 bytes) under the keystore's {@code
 * auth.totp-key}, with the user bound to it. The first start of this version encrypts them anew.
 */
final class FormerSeeds {
  private static final String KEY = "auth.totp-key";
  private static final String BOUND_TO = "totp_factors.seed ";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Keystore keystore;

  FormerSeeds(Keystore keystore) {
    this.keystore = keystore;
  }

  /**
   * The seed in a row.
   *
   * @throws Fault SEALED_DATA_DAMAGED when it was changed or stood in another row, KEY_MISSING
   */
  String decrypt(Object user, String column, String stored) {
    byte[] key =
        keystore
            .existing(KEY)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.KEY_MISSING,
                    "Seeds of authenticator apps need the secret "
                        + KEY
                        + ", which is not in the keystore: put back the keystore's copy; the data were not touched"));
    try {
      byte[] all = Base64.getDecoder().decode(stored);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, all, 0, NONCE_BYTES));
      cipher.updateAAD((BOUND_TO + user).getBytes(StandardCharsets.US_ASCII));
      return new String(
          cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Fault(
          ErrorCode.SEALED_DATA_DAMAGED,
          "The encrypted value in totp_factors.%s of the row %s can't be decrypted: it was changed, or belongs to another row. Put the row back from a backup."
              .formatted(column, user),
          e);
    }
  }
}
