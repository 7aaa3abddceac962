package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.WallClock;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Takes proofs of keys (RFC 9449): signed by the key that they carry, with ES256 or EdDSA on
 * Ed25519, made for this very request and token, a moment ago, and never taken before. Thread safe.
 */
final class KeyProofs {
  /** How long after it was made a proof is taken; clocks may differ by what comes before. */
  static final Duration OLDEST = Duration.ofSeconds(60);

  static final Duration AHEAD = Duration.ofSeconds(5);

  private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
  private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
  private static final int MAXIMUM_LENGTH = 2_000;
  private static final int MAXIMUM_ID = 200;

  private final UsedProofs used;
  private final WallClock clock;

  KeyProofs(UsedProofs used, WallClock clock) {
    this.used = used;
    this.clock = clock;
  }

  /**
   * The key behind a proof that comes without a token: its thumbprint (RFC 7638, SHA-256, Base64).
   *
   * @throws Fault {@link ErrorCode#PROOF_REFUSED}
   */
  String take(KeyProof proof) {
    SignedJWT read = read(proof, Optional.empty());
    String thumbprint = thumbprint(key(read.getHeader()));
    takeOnce(thumbprint, read);
    return thumbprint;
  }

  /**
   * Goes on only with a proof by the key that something is bound to, or without one where it is
   * bound to none: who sends a proof there believes to be safer than is true.
   *
   * @param thumbprint of the key
   * @param accessToken that comes with it
   * @throws Fault {@link ErrorCode#PROOF_REFUSED}
   */
  void check(Optional<String> thumbprint, Optional<KeyProof> proof, Optional<String> accessToken) {
    if (thumbprint.isPresent()) {
      require(thumbprint.get(), proof, accessToken);
    } else if (proof.isPresent()) {
      throw refused("This session is bound to no key: log in with a proof to bind it.");
    }
  }

  private void require(String thumbprint, Optional<KeyProof> proof, Optional<String> accessToken) {
    KeyProof shown =
        proof.orElseThrow(() ->
            refused("This session is bound to a key: prove that you have it, by a header DPoP."));
    SignedJWT read = read(shown, accessToken);
    if (!thumbprint(key(read.getHeader())).equals(thumbprint)) {
      throw refused("The proof is by another key than the one of the login.");
    }
    takeOnce(thumbprint, read);
  }

  private void takeOnce(String thumbprint, SignedJWT proof) {
    if (!used.isFirst(Sha256.hex(thumbprint + " " + claims(proof).getJWTID()))) {
      throw refused("This proof was taken before; make a new one for each request.");
    }
  }

  private SignedJWT read(KeyProof shown, Optional<String> accessToken) {
    SignedJWT proof = parsed(shown.text());
    if (!TYPE.equals(proof.getHeader().getType()) || !isSigned(proof)) {
      throw refused("The proof is not a dpop+jwt that the key in it has signed.");
    }
    JWTClaimsSet claims = claims(proof);
    if (!isText(claims.getJWTID())) {
      throw refused("The proof needs a jti of 1 to " + MAXIMUM_ID + " characters.");
    }
    if (!shown.method().equals(claims.getClaim("htm")) || !isFor(shown, claims.getClaim("htu"))) {
      throw refused("The proof is for another method or address (htm, htu).");
    }
    requireFresh(claims);
    Object expected = accessToken.map(KeyProofs::hash).orElse(null);
    if (expected != null && !expected.equals(claims.getClaim("ath"))) {
      throw refused("The proof is not for this access token (ath).");
    }
    return proof;
  }

  private static boolean isText(String id) {
    return id != null && !id.isEmpty() && id.length() <= MAXIMUM_ID;
  }

  private void requireFresh(JWTClaimsSet claims) {
    Instant now = clock.instant();
    if (claims.getIssueTime() == null
        || claims.getIssueTime().toInstant().isBefore(now.minus(OLDEST))
        || claims.getIssueTime().toInstant().isAfter(now.plus(AHEAD))) {
      throw refused(
          "The proof was not made within the last "
              + OLDEST.toSeconds()
              + " seconds (iat); the server's time is "
              + now.getEpochSecond()
              + ".");
    }
  }

  /**
   * Whether an address is that of the request. Of the scheme only TLS or not could be wrong, which
   * whoever ends it before this server decides.
   */
  private static boolean isFor(KeyProof shown, Object address) {
    if (!(address instanceof String text)) {
      return false;
    }
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && SCHEMES.contains(uri.getScheme())
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && Authority.of(shown.authority())
              .equals(Authority.of(String.valueOf(uri.getRawAuthority())))
          && shown.path().equals(uri.getRawPath());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static SignedJWT parsed(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw refused("A proof has at most " + MAXIMUM_LENGTH + " characters.");
    }
    try {
      return SignedJWT.parse(text);
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("The proof is no signed JWT.", e);
    }
  }

  private static JWTClaimsSet claims(SignedJWT proof) {
    try {
      return proof.getJWTClaimsSet();
    } catch (ParseException e) {
      throw refused("The proof has no claims.", e);
    }
  }

  private static boolean isSigned(SignedJWT proof) {
    JWSHeader header = proof.getHeader();
    if (header.getCriticalParams() != null) {
      return false;
    }
    JWK key = key(header);
    try {
      if (JWSAlgorithm.ES256.equals(header.getAlgorithm())
          && key instanceof ECKey ec
          && Curve.P_256.equals(ec.getCurve())) {
        return proof.verify(new ECDSAVerifier(ec));
      }
      return JWSAlgorithm.EdDSA.equals(header.getAlgorithm())
          && key instanceof OctetKeyPair pair
          && Curve.Ed25519.equals(pair.getCurve())
          && isSignedBy(pair, proof);
    } catch (JOSEException | IllegalArgumentException e) {
      throw refused("The proof can't be verified.", e);
    }
  }

  private static boolean isSignedBy(OctetKeyPair key, SignedJWT proof) {
    byte[] point = key.getX().decode();
    byte[] signature = proof.getSignature().decode();
    if (point.length != Ed25519PublicKeyParameters.KEY_SIZE) {
      return false;
    }
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(point, 0));
    byte[] content = proof.getSigningInput();
    verifier.update(content, 0, content.length);
    return verifier.verifySignature(signature);
  }

  /** Never a private one: the parser refuses those. */
  private static JWK key(JWSHeader header) {
    return Optional.ofNullable(header.getJWK())
        .orElseThrow(() -> refused("The proof has no public key (jwk)."));
  }

  private static String thumbprint(JWK key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String hash(String accessToken) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.bytes(accessToken));
  }

  private static Fault refused(String message) {
    return new Fault(ErrorCode.PROOF_REFUSED, message);
  }

  private static Fault refused(String message, Throwable cause) {
    return new Fault(ErrorCode.PROOF_REFUSED, message, cause);
  }
}
