package bourse.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** A key of a client, which proves itself as RFC 9449 says; written apart from the product. */
public final class ProofKey {
  private static final int COORDINATE = 32;

  private final KeyPair pair;
  private final boolean edwards;

  private ProofKey(KeyPair pair, boolean edwards) {
    this.pair = pair;
    this.edwards = edwards;
  }

  /** On P-256, for ES256. */
  public static ProofKey es256() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return new ProofKey(generator.generateKeyPair(), false);
  }

  /** On Ed25519, for EdDSA. */
  public static ProofKey edDsa() throws GeneralSecurityException {
    return new ProofKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), true);
  }

  /** What goes into a proof, and what of it a test spoils. */
  public record Claims(
      String type, String algorithm, String id, String method, String url, long time, String hash) {
    /** Of a proof without a token. */
    public static Claims of(String method, String url) {
      return new Claims(
          "dpop+jwt",
          "",
          UUID.randomUUID().toString(),
          method,
          url,
          Instant.now().getEpochSecond(),
          "");
    }

    public Claims withToken(String accessToken) throws GeneralSecurityException {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return new Claims(type, algorithm, id, method, url, time, base64(hash));
    }

    public Claims withTime(long seconds) {
      return new Claims(type, algorithm, id, method, url, seconds, hash);
    }

    public Claims withType(String other) {
      return new Claims(other, algorithm, id, method, url, time, hash);
    }

    public Claims withAlgorithm(String other) {
      return new Claims(type, other, id, method, url, time, hash);
    }

    public Claims withId(String other) {
      return new Claims(type, algorithm, other, method, url, time, hash);
    }
  }

  /** A proof for one request with a token. */
  public String proof(String method, String url, String accessToken)
      throws GeneralSecurityException {
    return proof(Claims.of(method, url).withToken(accessToken));
  }

  /** A proof for one request without a token. */
  public String proof(String method, String url) throws GeneralSecurityException {
    return proof(Claims.of(method, url));
  }

  public String proof(Claims claims) throws GeneralSecurityException {
    return proof(claims, publicKey());
  }

  /** The same with something else where the public key belongs. */
  public String proof(Claims claims, String publicKey) throws GeneralSecurityException {
    String algorithm = claims.algorithm().isEmpty() ? algorithm() : claims.algorithm();
    String header =
        "{\"typ\":\"%s\",\"alg\":\"%s\",\"jwk\":%s}".formatted(claims.type(), algorithm, publicKey);
    String ath = claims.hash().isEmpty() ? "" : ",\"ath\":\"" + claims.hash() + "\"";
    String body =
        "{\"jti\":\"%s\",\"htm\":\"%s\",\"htu\":\"%s\",\"iat\":%d%s}"
            .formatted(claims.id(), claims.method(), claims.url(), claims.time(), ath);
    String content = base64(utf8(header)) + "." + base64(utf8(body));
    Signature signature =
        Signature.getInstance(edwards ? "Ed25519" : "SHA256withECDSAinP1363Format");
    signature.initSign(pair.getPrivate());
    signature.update(utf8(content));
    return content + "." + base64(signature.sign());
  }

  private String algorithm() {
    return edwards ? "EdDSA" : "ES256";
  }

  /** As a JWK. */
  public String publicKey() {
    if (edwards) {
      EdECPublicKey key = (EdECPublicKey) pair.getPublic();
      byte[] point = fixed(key.getPoint().getY());
      reverse(point);
      if (key.getPoint().isXOdd()) {
        point[COORDINATE - 1] |= (byte) 0x80;
      }
      return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(point) + "\"}";
    }
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
        .formatted(base64(fixed(key.getW().getAffineX())), base64(fixed(key.getW().getAffineY())));
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
    return fixed;
  }

  private static void reverse(byte[] bytes) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = copy[bytes.length - 1 - i];
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
