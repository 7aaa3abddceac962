package bourse.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A public key from which others are derived without their secrets (BIP32). Only what is not
 * hardened can be derived from it.
 *
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki">BIP32</a>
 */
final class ExtendedPublicKey {
  private static final int LENGTH = 78;

  /** The version bytes of xpub and zpub, and those of the test networks: tpub and vpub. */
  private static final Map<Integer, Boolean> IS_TEST =
      Map.of(0x0488b21e, false, 0x04b24746, false, 0x043587cf, true, 0x045f1cf6, true);

  private final int version;
  private final byte[] head; // depth, the parent's fingerprint, the number: 9 bytes
  private final byte[] chainCode;
  private final byte[] key;

  ExtendedPublicKey(int version, byte[] head, byte[] chainCode, byte[] key) {
    this.version = version;
    this.head = head.clone();
    this.chainCode = chainCode.clone();
    this.key = key.clone();
  }

  /** Empty when it is none, or its checksum is not right; a private one is none. */
  static Optional<ExtendedPublicKey> parse(String text) {
    return Base58.decode(text)
        .filter(bytes -> bytes.length == LENGTH)
        .flatMap(bytes -> {
          int version = new BigInteger(Arrays.copyOf(bytes, 4)).intValue();
          byte[] key = Arrays.copyOfRange(bytes, 45, LENGTH);
          if (!IS_TEST.containsKey(version) || !isPoint(key)) {
            return Optional.empty();
          }
          return Optional.of(
              new ExtendedPublicKey(
                  version,
                  Arrays.copyOfRange(bytes, 4, 13),
                  Arrays.copyOfRange(bytes, 13, 45),
                  key));
        });
  }

  private static boolean isPoint(byte[] key) {
    try {
      return (key[0] == 2 || key[0] == 3) && !Secp256k1.point(key).isInfinity();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether it is one of a test network. */
  boolean isTest() {
    return IS_TEST.getOrDefault(version, false);
  }

  int depth() {
    return head[0];
  }

  /** The key itself, 33 bytes. */
  byte[] key() {
    return key.clone();
  }

  ECPoint point() {
    return Secp256k1.point(key);
  }

  /** The first four bytes of the key's hash. */
  byte[] fingerprint() {
    return Arrays.copyOf(Hashes.hash160(key), 4);
  }

  /**
   * BIP32, CKDpub.
   *
   * @param number below 2^31
   */
  ExtendedPublicKey child(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("A hardened key needs the secret one");
    }
    byte[] numbered = Bytes.unsigned(BigInteger.valueOf(number), 4);
    byte[] mac = Hashes.hmacSha512(chainCode, Bytes.join(key, numbered));
    BigInteger left = new BigInteger(1, Arrays.copyOf(mac, 32));
    ECPoint child = Secp256k1.publicPoint(left).add(point()).normalize();
    if (left.compareTo(Secp256k1.ORDER) >= 0 || child.isInfinity()) {
      throw new IllegalStateException("Number " + number + " has no key; take the next one");
    }
    return new ExtendedPublicKey(
        version,
        Bytes.join(new byte[] {(byte) (head[0] + 1)}, fingerprint(), numbered),
        Arrays.copyOfRange(mac, 32, 64),
        Secp256k1.compressed(child));
  }

  @Override
  public String toString() {
    return Base58.encode(
        Bytes.join(Bytes.unsigned(BigInteger.valueOf(version), 4), head, chainCode, key));
  }
}
