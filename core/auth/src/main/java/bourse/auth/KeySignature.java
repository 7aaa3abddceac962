package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Tells whether a signature is by one key. Thread safe. */
sealed interface KeySignature {
  boolean isOf(byte[] text, byte[] signature);

  /** By Bouncy Castle, which takes an eighth of the time of the JDK for it. */
  final class ByEd25519 implements KeySignature {
    /** What stands before the 32 bytes in a public key of X.509, as PEM files have it. */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int SIGNATURE_BYTES = 64;

    private final Ed25519.PublicPoint key;

    private ByEd25519(Ed25519.PublicPoint key) {
      this.key = key;
    }

    /**
     * @param stored as {@link #stored} gave it
     */
    static ByEd25519 of(String stored) {
      return new ByEd25519(
          Ed25519.validatePublicKeyFullExport(Base64.getDecoder().decode(stored), 0));
    }

    /**
     * A public key as it is kept: Base64 of its 32 bytes.
     *
     * @param given the same, or PEM
     * @throws Fault {@link ErrorCode#INVALID_FIELD} when it is none, or not a sound one
     */
    static String stored(String given) {
      byte[] bytes = bytes(given.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", ""));
      if (bytes.length != Ed25519.PUBLIC_KEY_SIZE
          || Ed25519.validatePublicKeyFullExport(bytes, 0) == null) {
        String message =
            "publicKey is an Ed25519 public key: PEM as openssl pkey -pubout writes it, or Base64"
                + " of its 32 bytes.";
        throw new Fault(
            ErrorCode.INVALID_FIELD, message, List.of(new FieldError("publicKey", "key", message)));
      }
      return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
      byte[] bytes;
      try {
        bytes = Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException notBase64) {
        return new byte[0];
      }
      boolean isX509 =
          bytes.length == X509.length + Ed25519.PUBLIC_KEY_SIZE
              && Arrays.equals(bytes, 0, X509.length, X509, 0, X509.length);
      return isX509 ? Arrays.copyOfRange(bytes, X509.length, bytes.length) : bytes;
    }

    @Override
    public boolean isOf(byte[] text, byte[] signature) {
      return signature.length == SIGNATURE_BYTES
          && Ed25519.verify(signature, 0, key, text, 0, text.length);
    }
  }

  /** The key is the text of the secret, in ASCII. */
  final class ByHmac implements KeySignature {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    ByHmac(String secret) {
      this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), ALGORITHM);
    }

    @Override
    public boolean isOf(byte[] text, byte[] signature) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        return MessageDigest.isEqual(mac.doFinal(text), signature);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
      }
    }
  }
}
