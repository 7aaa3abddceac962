package bourse.payments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header {@code Stripe-Signature}: {@code t=SECONDS,v1=HEX[,v1=HEX…]}, each {@code v1} the
 * HMAC-SHA256 of {@code SECONDS.BODY} under one secret of the endpoint. While a secret is being
 * replaced there are several. Other schemes ({@code v0}) say nothing. Source:
 * docs.stripe.com/webhooks/signature.
 *
 * @param seconds when it was signed
 */
record StripeSignature(long seconds, List<String> signatures) {
  private static final int MOST_SIGNATURES = 10;

  /** Empty when the header has no time or no signature. */
  static Optional<StripeSignature> parse(String header) {
    long seconds = -1;
    List<String> signatures = new ArrayList<>();
    for (String item : header.split(",", -1)) {
      int equals = item.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = item.substring(0, equals).strip();
      String value = item.substring(equals + 1).strip();
      if (name.equals("t") && value.matches("[0-9]{1,12}")) {
        seconds = Long.parseLong(value);
      } else if (name.equals("v1") && signatures.size() < MOST_SIGNATURES) {
        signatures.add(value);
      }
    }
    return seconds < 0 || signatures.isEmpty()
        ? Optional.empty()
        : Optional.of(new StripeSignature(seconds, List.copyOf(signatures)));
  }

  /** Signs as Stripe does. */
  static String header(byte[] secret, long seconds, byte[] body) {
    return "t=" + seconds + ",v1=" + signature(secret, seconds, body);
  }

  static String signature(byte[] secret, long seconds, byte[] body) {
    return Hmac.sha256(secret, (seconds + ".").getBytes(StandardCharsets.US_ASCII), body);
  }

  /** Whether one of the signatures is of one of the secrets. */
  boolean isOf(List<byte[]> secrets, byte[] body) {
    boolean found = false;
    for (byte[] secret : secrets) {
      String expected = signature(secret, seconds, body);
      for (String given : signatures) {
        found |= Hmac.isSame(expected, given);
      }
    }
    return found;
  }

  /** Whether it was signed at about this time. */
  boolean isWithin(Duration tolerance, Instant now) {
    return Math.abs(now.getEpochSecond() - seconds) <= tolerance.toSeconds();
  }
}
