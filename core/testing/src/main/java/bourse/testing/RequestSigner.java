package bourse.testing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A program that signs its requests with an API key, as docs/guides/api-keys.md says. */
public final class RequestSigner {
  /** Computes a signature. */
  @FunctionalInterface
  private interface Signing {
    byte[] sign(byte[] text) throws GeneralSecurityException;
  }

  private final String key;
  private final String authority;
  private final Signing signing;

  private RequestSigner(String key, URI server, Signing signing) {
    this.key = key;
    this.authority = server.getRawAuthority();
    this.signing = signing;
  }

  /**
   * @param server whom the requests are for
   */
  public static RequestSigner ed25519(String key, KeyPair pair, URI server) {
    return new RequestSigner(
        key,
        server,
        text -> {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initSign(pair.getPrivate());
          signature.update(text);
          return signature.sign();
        });
  }

  /**
   * @param secret as the server told it
   * @param server whom the requests are for
   */
  public static RequestSigner hmac(String key, String secret, URI server) {
    return new RequestSigner(
        key,
        server,
        text -> {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
          return mac.doFinal(text);
        });
  }

  public static KeyPair newPair() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  /** The public key as PEM. */
  public static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The headers of a signed request, as names and values in turn. */
  public String[] headers(String method, String target, String body, long timestampMillis)
      throws GeneralSecurityException {
    return headers(method, target, body, timestampMillis, 5_000, "");
  }

  /** The same with a window and a nonce of one's own. */
  public String[] headers(
      String method,
      String target,
      String body,
      long timestampMillis,
      long windowMillis,
      String nonce)
      throws GeneralSecurityException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Bourse-Key", key);
    headers.put("Bourse-Timestamp", Long.toString(timestampMillis));
    headers.put("Bourse-Window", Long.toString(windowMillis));
    if (!nonce.isEmpty()) {
      headers.put("Bourse-Nonce", nonce);
    }
    headers.put(
        "Bourse-Signature", signature(method, target, body, timestampMillis, windowMillis, nonce));
    return headers.entrySet().stream()
        .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
        .toArray(String[]::new);
  }

  /** The signature alone. */
  public String signature(
      String method,
      String target,
      String body,
      long timestampMillis,
      long windowMillis,
      String nonce)
      throws GeneralSecurityException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
    String text =
        String.join(
            "\n",
            "bourse-request-2",
            key,
            authority,
            method,
            target,
            Long.toString(timestampMillis),
            Long.toString(windowMillis),
            nonce,
            HexFormat.of().formatHex(hash));
    return Base64.getEncoder().encodeToString(signing.sign(text.getBytes(StandardCharsets.UTF_8)));
  }
}
