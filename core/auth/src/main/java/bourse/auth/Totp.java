package bourse.auth;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/**
 * One-time passwords by time (RFC 6238), as every authenticator app makes them: HMAC-SHA-1, six
 * digits, steps of thirty seconds since 1970. The one of the present step counts, and the one of
 * the step before, for who reads it off as it changes.
 */
final class Totp {
  static final int DIGITS = 6;
  static final int STEP_SECONDS = 30;

  private static final int SEED_BYTES = 20;
  private static final int MODULUS = 1_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  static byte[] newSeed() {
    byte[] seed = new byte[SEED_BYTES];
    RANDOM.nextBytes(seed);
    return seed;
  }

  /** The seed as people type it into an app. */
  static String text(byte[] seed) {
    return Base32.toBase32String(seed);
  }

  /** The seed of such a text. */
  static byte[] seed(String text) {
    return Base32.decode(text);
  }

  /** What an app reads from the QR code. */
  static String uri(byte[] seed, String issuer, String account) {
    return "otpauth://totp/"
        + encoded(issuer)
        + ":"
        + encoded(account)
        + "?secret="
        + text(seed)
        + "&issuer="
        + encoded(issuer)
        + "&algorithm=SHA1&digits="
        + DIGITS
        + "&period="
        + STEP_SECONDS;
  }

  static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
  }

  /** The code of a step. */
  static String code(byte[] seed, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(seed, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      // RFC 4226, section 5.3: the last four bits say which 31 bits are the number.
      int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xF) & Integer.MAX_VALUE;
      String digits = Integer.toString(number % MODULUS);
      return "0".repeat(DIGITS - digits.length()) + digits;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1", e);
    }
  }

  /** The step that the code is of, if it is one of those that count at that time. */
  static OptionalLong matchingStep(byte[] seed, String code, Instant at) {
    long now = step(at);
    OptionalLong matching = OptionalLong.empty();
    for (long step = now - 1; step <= now; step++) {
      if (isSame(code(seed, step), code)) {
        matching = OptionalLong.of(step);
      }
    }
    return matching;
  }

  private static boolean isSame(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
