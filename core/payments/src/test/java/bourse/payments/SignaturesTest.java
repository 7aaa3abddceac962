package bourse.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signatures against the vectors that the providers publish with their own libraries. */
class SignaturesTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** stripe/stripe-node, test/crypto/helpers.ts, at 663942164d38. */
  @Test
  void theHmacIsStripes() {
    byte[] secret = bytes("test_secret");
    assertEquals(
        "f7f9bd47fb987337b5796fdc1fdb9ba221d0d5396814bfcaf9521f43fd8927fd",
        Hmac.sha256(secret, bytes("")));
    assertEquals(
        "bebb1a643997f419b315ddba19e6f5411e1ce7f810ba6d3617ce72823092f363",
        Hmac.sha256(secret, bytes("{\"obj1\":\"hello\",\"obj2\":\"world\"}")));
    assertEquals(
        "837da296d05c4fe31f61d5d7ead035099d9585a5bcde87de952012a78f0b0c43",
        Hmac.sha256(secret, bytes("\uD83D\uDE00")));
  }

  /** razorpay/razorpay-java, src/test/java/com/razorpay/UtilsTest.java, at c249a83ee8f8. */
  @Test
  void theHmacIsRazorpays() {
    assertEquals(
        "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc",
        Hmac.sha256(bytes("123456"), bytes("{\"a\":1,\"b\":2,\"c\":{\"d\":3}}")));
    assertEquals(
        "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f",
        Hmac.sha256(
            bytes("EnLs21M47BllR3X8PSFtjtbd"), bytes("order_IEIaMR65cu6nz3|pay_IH4NVgf4Dreq1l")));
  }

  /**
   * The cases of stripe/stripe-node, test/Webhook.spec.ts, and stripe/stripe-go,
   * webhook/client_test.go.
   */
  @Test
  void aStripeHeaderIsReadAsStripesLibrariesReadIt() {
    byte[] body = bytes("{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}");
    byte[] secret = bytes("whsec_test_secret");
    byte[] rolled = bytes("whsec_rolled");
    Instant now = Instant.ofEpochSecond(20_000);
    for (String header :
        List.of("I'm not even a real signature header", "", "t=12345", "v1=abc", "t=x,v1=abc")) {
      assertEquals(Optional.empty(), StripeSignature.parse(header), header);
    }
    assertEquals(
        Optional.empty(),
        StripeSignature.parse("t=20000,v0=" + StripeSignature.signature(secret, 20_000, body)),
        "no signature of the expected scheme");
    StripeSignature bad = StripeSignature.parse("t=20000,v1=bad_signature").orElseThrow();
    assertFalse(bad.isOf(List.of(secret), body));
    String good = StripeSignature.header(secret, 20_000, body);
    StripeSignature withPotato = StripeSignature.parse(good + ",v1=potato").orElseThrow();
    assertTrue(withPotato.isOf(List.of(secret), body), "at least one valid signature is enough");
    StripeSignature both =
        StripeSignature.parse(good + ",v1=" + StripeSignature.signature(rolled, 20_000, body))
            .orElseThrow();
    assertTrue(both.isOf(List.of(rolled), body));
    assertTrue(both.isOf(List.of(secret), body));
    assertFalse(both.isOf(List.of(bytes("whsec_other")), body));
    assertFalse(both.isOf(List.of(), body), "without a secret nothing is taken");
    Duration tolerance = Duration.ofSeconds(10);
    assertTrue(both.isWithin(tolerance, now.plusSeconds(9)));
    assertFalse(both.isWithin(tolerance, now.plusSeconds(15)));
    assertFalse(both.isWithin(tolerance, now.minusSeconds(15)), "of the future");
  }
}
