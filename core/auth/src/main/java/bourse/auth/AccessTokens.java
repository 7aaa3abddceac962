package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes and reads access tokens: JWTs of type {@code at+jwt} (RFC 9068), signed with ES256. Read
 * strictly after RFC 8725: one algorithm, one key, one type, issuer and audience; what a token says
 * of keys is not looked at. Thread safe.
 */
final class AccessTokens {
  /**
   * What a valid token says.
   *
   * @param viewer who looks as the user, in a session of the viewer's (RFC 8693, act)
   */
  record Claims(UUID userId, UUID sessionId, Optional<UUID> viewer, Instant expiresAt) {}

  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final String AUDIENCE = "bourse-api";
  private static final String SESSION = "sid";
  private static final String ACTOR = "act";
  private static final int MAXIMUM_LENGTH = 2_000;

  private final ECKey key;
  private final ECDSASigner signer;
  private final ECDSAVerifier verifier;
  private final JWSHeader header;
  private final String issuer;
  private final Duration lifetime;
  private final WallClock clock;

  /**
   * @param secret a key of {@link #newKey}
   * @param issuer names this installation
   */
  AccessTokens(byte[] secret, String issuer, Duration lifetime, WallClock clock) {
    try {
      key = ECKey.parse(new String(secret, StandardCharsets.UTF_8));
      signer = new ECDSASigner(key);
      verifier = new ECDSAVerifier(key.toPublicJWK());
    } catch (ParseException | JOSEException e) {
      throw new Fault(
          ErrorCode.KEY_MISSING,
          "The key that signs access tokens can't be read; restore the keystore.",
          e);
    }
    this.header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.getKeyID()).build();
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** A new signing key, as it is kept in the keystore. */
  static byte[] newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyUse(KeyUse.SIGNATURE)
          .keyID(Ids.uuid7().toString())
          .generate()
          .toJSONString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (JOSEException e) {
      throw new IllegalStateException("This JDK can't make keys on P-256", e);
    }
  }

  Duration lifetime() {
    return lifetime;
  }

  String issue(UUID userId, UUID sessionId) {
    return issue(userId, sessionId, Optional.empty());
  }

  /** For someone who looks as a user. */
  String issueView(UUID userId, UUID sessionId, UUID viewer) {
    return issue(userId, sessionId, Optional.of(viewer));
  }

  private String issue(UUID userId, UUID sessionId, Optional<UUID> viewer) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(AUDIENCE)
            .subject(userId.toString())
            .claim(SESSION, sessionId.toString())
            .claim(ACTOR, viewer.map(id -> Map.of("sub", id.toString())).orElse(null))
            .jwtID(Ids.uuid7().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)))
            .build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("An access token could not be signed", e);
    }
    return token.serialize();
  }

  /** Throws {@link ErrorCode#NOT_AUTHENTICATED} unless the token is ours and has not ended. */
  Claims read(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw notOurs(null);
    }
    Claims claims;
    try {
      SignedJWT token = SignedJWT.parse(text);
      if (!JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())
          || !TYPE.equals(token.getHeader().getType())
          || !key.getKeyID().equals(token.getHeader().getKeyID())
          || !token.verify(verifier)) {
        throw notOurs(null);
      }
      claims = claims(token.getJWTClaimsSet());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw notOurs(e);
    }
    if (!clock.instant().isBefore(claims.expiresAt())) {
      throw ended();
    }
    return claims;
  }

  private Claims claims(JWTClaimsSet claims) throws ParseException {
    if (!issuer.equals(claims.getIssuer())
        || !List.of(AUDIENCE).equals(claims.getAudience())
        || claims.getExpirationTime() == null
        || claims.getSubject() == null
        || claims.getStringClaim(SESSION) == null) {
      throw notOurs(null);
    }
    return new Claims(
        UUID.fromString(claims.getSubject()),
        UUID.fromString(claims.getStringClaim(SESSION)),
        Optional.ofNullable(claims.getJSONObjectClaim(ACTOR))
            .map(actor -> UUID.fromString(String.valueOf(actor.get("sub")))),
        claims.getExpirationTime().toInstant());
  }

  static Fault ended() {
    return new Fault(
        ErrorCode.NOT_AUTHENTICATED,
        "The access token has ended; get a new one with the refresh token.");
  }

  private static Fault notOurs(Throwable cause) {
    return new Fault(
        ErrorCode.NOT_AUTHENTICATED, "This is not an access token of this server; log in.", cause);
  }
}
