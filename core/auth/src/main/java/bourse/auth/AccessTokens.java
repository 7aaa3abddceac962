package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
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
 * strictly after RFC 8725: one algorithm, our own keys, one type, issuer and audience; of what a
 * token says of keys only the id is looked at, and only to choose among ours. None ends later than
 * one that was made now, so that a key which is out of use opens nothing. Thread safe.
 */
final class AccessTokens {
  /**
   * What a valid token says.
   *
   * @param boundTo thumbprint of the key without whose proofs the token is worth nothing (RFC 7800,
   *     cnf)
   * @param viewer who looks as the user, in a session of the viewer's (RFC 8693, act)
   */
  record Claims(
      UUID userId,
      UUID sessionId,
      Optional<String> boundTo,
      Optional<UUID> viewer,
      Instant expiresAt) {}

  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final String AUDIENCE = "bourse-api";
  private static final String SESSION = "sid";
  private static final String ACTOR = "act";
  private static final String CONFIRMATION = "cnf";
  private static final String THUMBPRINT = "jkt";
  private static final int MAXIMUM_LENGTH = 2_000;

  private final SigningKeys keys;
  private final String issuer;
  private final Duration lifetime;
  private final WallClock clock;

  /**
   * @param issuer names this installation
   */
  AccessTokens(SigningKeys keys, String issuer, Duration lifetime, WallClock clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  Duration lifetime() {
    return lifetime;
  }

  String issue(UUID userId, UUID sessionId, Optional<String> boundTo) {
    return issue(userId, sessionId, boundTo, Optional.empty());
  }

  /** For someone who looks as a user. */
  String issueView(UUID userId, UUID sessionId, Optional<String> boundTo, UUID viewer) {
    return issue(userId, sessionId, boundTo, Optional.of(viewer));
  }

  private String issue(
      UUID userId, UUID sessionId, Optional<String> boundTo, Optional<UUID> viewer) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(AUDIENCE)
            .subject(userId.toString())
            .claim(SESSION, sessionId.toString())
            .claim(ACTOR, viewer.map(id -> Map.of("sub", id.toString())).orElse(null))
            .claim(CONFIRMATION, boundTo.map(key -> Map.of(THUMBPRINT, key)).orElse(null))
            .jwtID(Ids.uuid7().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)))
            .build();
    SigningKeys.Key key = keys.newest();
    JWSHeader header =
        new JWSHeader.Builder(SigningKeys.ALGORITHM).type(TYPE).keyID(key.id()).build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(key.signer());
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
      if (!SigningKeys.ALGORITHM.equals(token.getHeader().getAlgorithm())
          || !TYPE.equals(token.getHeader().getType())
          || !isSigned(token)) {
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

  /** By one of our keys, whatever else the header says of keys. */
  private boolean isSigned(SignedJWT token) throws JOSEException {
    Optional<SigningKeys.Key> key = keys.find(token.getHeader().getKeyID());
    return key.isPresent() && token.verify(key.get().verifier());
  }

  private Claims claims(JWTClaimsSet claims) throws ParseException {
    if (!issuer.equals(claims.getIssuer())
        || !List.of(AUDIENCE).equals(claims.getAudience())
        || claims.getExpirationTime() == null
        || claims.getExpirationTime().toInstant().isAfter(clock.instant().plus(lifetime))
        || claims.getSubject() == null
        || claims.getStringClaim(SESSION) == null) {
      throw notOurs(null);
    }
    return new Claims(
        UUID.fromString(claims.getSubject()),
        UUID.fromString(claims.getStringClaim(SESSION)),
        boundTo(claims),
        Optional.ofNullable(claims.getJSONObjectClaim(ACTOR))
            .map(actor -> UUID.fromString(String.valueOf(actor.get("sub")))),
        claims.getExpirationTime().toInstant());
  }

  private static Optional<String> boundTo(JWTClaimsSet claims) throws ParseException {
    Optional<Map<String, Object>> confirmation =
        Optional.ofNullable(claims.getJSONObjectClaim(CONFIRMATION));
    if (confirmation.filter(key -> !(key.get(THUMBPRINT) instanceof String)).isPresent()) {
      throw notOurs(null);
    }
    return confirmation.map(key -> (String) key.get(THUMBPRINT));
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
