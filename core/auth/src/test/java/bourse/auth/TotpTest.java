package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** The test values of RFC 6238, appendix B, of which six digits are used here. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void makesTheCodesOfTheStandard(long seconds, String code) {
    Instant at = Instant.ofEpochSecond(seconds);
    assertEquals(code, Totp.code(SEED, Totp.step(at)));
    assertEquals(OptionalLong.of(seconds / 30), Totp.matchingStep(SEED, code, at));
  }

  @Test
  void takesThePresentStepAndTheOneBefore() {
    Instant at = Instant.ofEpochSecond(1_111_111_111);
    long now = Totp.step(at);
    for (long step = now - 3; step <= now + 3; step++) {
      boolean counts = step == now || step == now - 1;
      assertEquals(
          counts ? OptionalLong.of(step) : OptionalLong.empty(),
          Totp.matchingStep(SEED, Totp.code(SEED, step), at));
    }
  }

  @Test
  void tellsAnAppWhatItNeeds() {
    byte[] seed = Totp.newSeed();
    String text = Totp.text(seed);
    assertTrue(text.matches("[A-Z2-7]{32}"), text);
    assertArrayEquals(seed, Totp.seed(text));
    assertEquals(
        "otpauth://totp/Ada%20%26%20Co:ada%40example.com?secret="
            + text
            + "&issuer=Ada%20%26%20Co&algorithm=SHA1&digits=6&period=30",
        Totp.uri(seed, "Ada & Co", "ada@example.com"));
  }

  @Test
  void drawsAQrCodeWithItsThreeFinders() {
    String svg = QrPicture.svg("otpauth://totp/Bourse:ada%40example.com?secret=ABC");
    assertTrue(svg.startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "), svg);
    int size = Integer.parseInt(svg.replaceAll("(?s).*viewBox=\"0 0 ([0-9]+) .*", "$1"));
    for (int[] corner : new int[][] {{4, 4}, {size - 11, 4}, {4, size - 11}}) {
      for (int i = 0; i < 7; i++) {
        assertTrue(svg.contains("M" + (corner[0] + i) + "," + corner[1] + "h1v1h-1z"), svg);
        assertTrue(svg.contains("M" + corner[0] + "," + (corner[1] + i) + "h1v1h-1z"), svg);
      }
    }
  }
}
