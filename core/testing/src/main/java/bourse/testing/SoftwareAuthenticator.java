package bourse.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/**
 * A browser with an authenticator that holds one passkey, in software: it answers challenges as
 * WebAuthn says, or wrongly in one way that a test chooses.
 */
public final class SoftwareAuthenticator {
  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int HAS_CREDENTIAL = 0x40;
  private static final int COORDINATE_BYTES = 32;
  private static final int ID_BYTES = 16;

  private final KeyPair key;
  private final byte[] id = new byte[ID_BYTES];

  /** Of the page that asks. */
  public String origin;

  /** What the page says it is. */
  public String relyingParty;

  /** Whether the person has unlocked the device. */
  public boolean userVerified = true;

  /** How often the key was used; 0 for who does not count. */
  public long counter = 1;

  /** Who the passkey is of, as the server has named the person. */
  public String userHandle = "";

  public SoftwareAuthenticator(String origin, String relyingParty) {
    this.origin = origin;
    this.relyingParty = relyingParty;
    new SecureRandom().nextBytes(id);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      key = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has P-256", e);
    }
  }

  /** What {@code navigator.credentials.create} answers. */
  public Map<String, Object> create(String challenge, String userHandle) {
    this.userHandle = userHandle;
    byte[] data = authenticatorData(USER_PRESENT | HAS_CREDENTIAL, credential());
    byte[] attestation =
        joined(
            new byte[] {(byte) 0xa3},
            text("fmt"),
            text("none"),
            text("attStmt"),
            new byte[] {(byte) 0xa0},
            text("authData"),
            bytes(data));
    return answer(
        Map.of(
            "clientDataJSON",
            base64(clientData("webauthn.create", challenge)),
            "attestationObject",
            base64(attestation),
            "transports",
            new String[] {"internal"}));
  }

  /** What {@code navigator.credentials.get} answers. */
  public Map<String, Object> get(String challenge) {
    byte[] clientData = clientData("webauthn.get", challenge);
    byte[] data = authenticatorData(USER_PRESENT, new byte[0]);
    return answer(
        Map.of(
            "clientDataJSON",
            base64(clientData),
            "authenticatorData",
            base64(data),
            "signature",
            base64(signed(joined(data, sha256(clientData)))),
            "userHandle",
            userHandle));
  }

  private Map<String, Object> answer(Map<String, Object> response) {
    return Map.of(
        "id",
        base64(id),
        "rawId",
        base64(id),
        "type",
        "public-key",
        "authenticatorAttachment",
        "platform",
        "clientExtensionResults",
        Map.of(),
        "response",
        response);
  }

  private byte[] clientData(String type, String challenge) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
        .formatted(type, challenge, origin)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(int flags, byte[] credential) {
    int all = userVerified ? flags | USER_VERIFIED : flags;
    return joined(
        sha256(relyingParty.getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.allocate(5).put((byte) all).putInt((int) counter).array(),
        credential);
  }

  /** Attested credential data: no maker, the id, and the public key in COSE. */
  private byte[] credential() {
    ECPublicKey publicKey = (ECPublicKey) key.getPublic();
    return joined(
        new byte[16],
        ByteBuffer.allocate(2).putShort((short) id.length).array(),
        id,
        // kty EC2, alg ES256, crv P-256, x, y
        new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21},
        bytes(coordinate(publicKey.getW().getAffineX())),
        new byte[] {0x22},
        bytes(coordinate(publicKey.getW().getAffineY())));
  }

  private byte[] signed(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has ECDSA", e);
    }
  }

  private static byte[] coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
    return fixed;
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return joined(new byte[] {(byte) (0x60 | bytes.length)}, bytes);
  }

  private static byte[] bytes(byte[] bytes) {
    return joined(
        ByteBuffer.allocate(3).put((byte) 0x59).putShort((short) bytes.length).array(), bytes);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
