package bourse.crypto;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** The curve of both chains; its arithmetic is Bouncy Castle's. */
final class Secp256k1 {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

  /** The number of points. */
  static final BigInteger ORDER = CURVE.getN();

  /**
   * A signature.
   *
   * @param recovery which of the two public keys that fit it is the signer's
   */
  record Signature(BigInteger r, BigInteger s, int recovery) {}

  private Secp256k1() {}

  /**
   * @param compressed 33 bytes
   * @throws IllegalArgumentException when it is no point
   */
  static ECPoint point(byte[] compressed) {
    return CURVE.getCurve().decodePoint(compressed);
  }

  static ECPoint publicPoint(BigInteger secret) {
    return new FixedPointCombMultiplier().multiply(CURVE.getG(), secret).normalize();
  }

  static byte[] compressed(ECPoint point) {
    return point.normalize().getEncoded(true);
  }

  /** The coordinates, 64 bytes: what Ethereum hashes. */
  static byte[] coordinates(ECPoint point) {
    byte[] encoded = point.normalize().getEncoded(false);
    byte[] both = new byte[64];
    System.arraycopy(encoded, 1, both, 0, 64);
    return both;
  }

  /** Deterministic (RFC 6979), with the lower of the two values of s, which both chains ask for. */
  static Signature sign(BigInteger secret, byte[] hash) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(secret, DOMAIN));
    BigInteger[] signed = signer.generateSignature(hash);
    BigInteger r = signed[0];
    BigInteger s =
        signed[1].compareTo(ORDER.shiftRight(1)) > 0 ? ORDER.subtract(signed[1]) : signed[1];
    ECPoint publicPoint = publicPoint(secret);
    for (int recovery = 0; recovery < 2; recovery++) {
      if (recovered(r, s, recovery, hash).equals(publicPoint)) {
        return new Signature(r, s, recovery);
      }
    }
    throw new IllegalStateException("No key fits a signature that was just made");
  }

  /** The public key that a signature fits (SEC 1, 4.1.6). */
  static ECPoint recovered(BigInteger r, BigInteger s, int recovery, byte[] hash) {
    ECPoint nonce = point(Bytes.join(new byte[] {(byte) (2 + recovery)}, Bytes.unsigned(r, 32)));
    BigInteger inverse = r.modInverse(ORDER);
    BigInteger ofBase = new BigInteger(1, hash).negate().mod(ORDER).multiply(inverse).mod(ORDER);
    return ECAlgorithms.sumOfTwoMultiplies(
            CURVE.getG(), ofBase, nonce, s.multiply(inverse).mod(ORDER))
        .normalize();
  }
}
