package bourse.testing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/** Shows codes as an authenticator app does (RFC 6238); written apart from the product. */
public final class AuthenticatorApp {
  /** How long a code is shown. */
  public static final int STEP_SECONDS = 30;

  private AuthenticatorApp() {}

  /**
   * The code of now, which counts for at least another step.
   *
   * @param secret as the server shows it, in base 32
   */
  public static String code(String secret) {
    return code(secret, Math.floorDiv(Instant.now().getEpochSecond(), STEP_SECONDS));
  }

  /** The code of a step. */
  public static String code(String secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base32.decode(secret), "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int number = ByteBuffer.wrap(hash).getInt(hash[19] & 15) & 0x7fffffff;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
