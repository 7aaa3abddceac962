package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The attacks of RFC 8725, each of which must fail. */
class AccessTokensTest {
  private static final UUID USER = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final UUID SESSION = UUID.fromString("01900000-0000-7000-8000-000000000002");

  private final byte[] secret = AccessTokens.newKey();
  private final ECKey key = parsed(secret);
  private long nowMicros = 1_800_000_000_000_000L;
  private final AccessTokens tokens =
      new AccessTokens(secret, "bourse:here", Duration.ofMinutes(5), () -> nowMicros);

  @Test
  void readsItsOwnUntilItEnds() {
    String token = tokens.issue(USER, SESSION);
    assertEquals(
        new AccessTokens.Claims(
            USER, SESSION, Optional.empty(), Instant.ofEpochSecond(1_800_000_300)),
        tokens.read(token));
    nowMicros += 299_999_999L;
    tokens.read(token);
    nowMicros += 1;
    refused(token);
  }

  @Test
  void refusesOtherAlgorithmsKeysAndTypes() throws Exception {
    ECKey foreign = parsed(AccessTokens.newKey());
    JWTClaimsSet claims = claims().build();
    byte[] publicKey = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    JWSSigner ours = new ECDSASigner(key);
    JWSSigner theirs = new ECDSASigner(foreign);
    tokens.read(signed(header().build(), claims, ours));

    refused(new PlainJWT(new PlainHeader.Builder().build(), claims).serialize());
    refused(
        signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(type()).keyID(key.getKeyID()).build(),
            claims,
            new MACSigner(publicKey)));
    refused(signed(header().build(), claims, theirs));
    refused(signed(header().jwk(foreign.toPublicJWK()).build(), claims, theirs));
    refused(signed(header().keyID("../../etc/passwd").build(), claims, ours));
    refused(signed(header().type(JOSEObjectType.JWT).build(), claims, ours));
    refused(signed(header().type(null).build(), claims, ours));
  }

  @Test
  void refusesOtherIssuersAudiencesAndMissingClaims() throws Exception {
    JWSSigner signer = new ECDSASigner(key);
    for (JWTClaimsSet.Builder wrong :
        List.of(
            claims().issuer("bourse:elsewhere"),
            claims().audience("other-api"),
            claims().audience(List.of("bourse-api", "other-api")),
            claims().expirationTime(null),
            claims().subject(null),
            claims().subject("ada"),
            claims().claim("sid", null),
            claims().claim("sid", 5))) {
      refused(signed(header().build(), wrong.build(), signer));
    }
  }

  @Test
  void refusesWhatIsNoToken() {
    String token = tokens.issue(USER, SESSION);
    for (String text :
        List.of("", ".", "..", "a.b.c", token.substring(4), token + "AAAA", "x".repeat(100_000))) {
      refused(text);
    }
  }

  private void refused(String token) {
    Fault fault = assertThrows(Fault.class, () -> tokens.read(token), token);
    assertEquals(ErrorCode.NOT_AUTHENTICATED, fault.code());
  }

  private JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).type(type()).keyID(key.getKeyID());
  }

  private static JOSEObjectType type() {
    return new JOSEObjectType("at+jwt");
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("bourse:here")
        .audience("bourse-api")
        .subject(USER.toString())
        .claim("sid", SESSION.toString())
        .expirationTime(Date.from(Instant.ofEpochSecond(1_800_000_300)));
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  private static ECKey parsed(byte[] secret) {
    try {
      return ECKey.parse(new String(secret, StandardCharsets.UTF_8));
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }
}
