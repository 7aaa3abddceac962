package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example in docs/guides/api-keys.md is what the server signs. */
class ApiKeysGuideTest {
  @Test
  void theExampleIsRight() throws Exception {
    String guide = Files.readString(Path.of("..", "..", "docs", "guides", "api-keys.md"));
    String signed = all(guide, "(?s)```text\n(.*?)\n```").getFirst();
    String body = all(guide, "the order `(\\{.*?})`").getFirst();
    String publicKey = all(guide, "public key `(.*?)`").getFirst();
    String secret = all(guide, "HMAC secret `(.*?)`").getFirst();
    List<String> signatures = all(guide, "(?m)^  `([A-Za-z0-9+/=]+)`$");
    String[] lines = signed.split("\n", -1);

    SignedRequest request =
        new SignedRequest(
            UUID.fromString(lines[1]),
            Long.parseLong(lines[5]),
            Long.parseLong(lines[6]),
            lines[7],
            signatures.getFirst(),
            lines[2],
            lines[3],
            lines[4],
            () -> body.getBytes(StandardCharsets.UTF_8),
            InetAddress.getLoopbackAddress());

    byte[] text = request.signedText();
    assertEquals(signed, new String(text, StandardCharsets.UTF_8));
    assertTrue(
        KeySignature.ByEd25519.of(KeySignature.ByEd25519.stored(publicKey))
            .isOf(text, request.signatureBytes()));
    assertTrue(
        new KeySignature.ByHmac(secret).isOf(text, Base64.getDecoder().decode(signatures.get(1))));
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(ApiKeysGuideTest::first).toList();
  }

  private static String first(MatchResult found) {
    return found.group(1);
  }
}
