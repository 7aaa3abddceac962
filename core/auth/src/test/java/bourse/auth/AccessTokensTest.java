package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attacks of RFC 8725, each of which must fail. */
class AccessTokensTest {
  private static final UUID USER = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final UUID SESSION = UUID.fromString("01900000-0000-7000-8000-000000000002");

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration KEY_LIFETIME = Duration.ofDays(30);

  @TempDir Path folder;
  private long nowMicros = 1_800_000_000_000_000L;
  private final WallClock clock = () -> nowMicros;
  private DataDirectory data;
  private Keystore keystore;
  private SigningKeys keys;
  private AccessTokens tokens;
  private ECKey key;

  @BeforeEach
  void open() {
    data = DataDirectory.open(folder.resolve("data"), 0);
    keystore = Keystore.open(data);
    keys = new SigningKeys(keystore, KEY_LIFETIME, LIFETIME, clock);
    tokens = new AccessTokens(keys, "bourse:here", LIFETIME, clock);
    key = parsed(keystore.existing("auth.signing-key.1").orElseThrow());
  }

  @AfterEach
  void close() throws Exception {
    data.close();
  }

  @Test
  void readsItsOwnUntilItEnds() {
    String token = tokens.issue(USER, SESSION, Optional.empty());
    assertEquals(
        new AccessTokens.Claims(
            USER,
            SESSION,
            Optional.empty(),
            Optional.empty(),
            Instant.ofEpochSecond(1_800_000_300)),
        tokens.read(token));
    nowMicros += 299_999_999L;
    tokens.read(token);
    nowMicros += 1;
    refused(token);
  }

  @Test
  void refusesOtherAlgorithmsKeysAndTypes() throws Exception {
    ECKey foreign = parsed(SigningKeys.newKey(clock.instant()));
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
            claims().expirationTime(Date.from(Instant.ofEpochSecond(1_800_000_301))),
            claims().subject(null),
            claims().subject("ada"),
            claims().claim("cnf", Map.of("x5t#S256", "other")),
            claims().claim("cnf", "key"),
            claims().claim("sid", null),
            claims().claim("sid", 5))) {
      refused(signed(header().build(), wrong.build(), signer));
    }
  }

  @Test
  void refusesWhatIsNoToken() {
    String token = tokens.issue(USER, SESSION, Optional.empty());
    for (String text :
        List.of("", ".", "..", "a.b.c", token.substring(4), token + "AAAA", "x".repeat(100_000))) {
      refused(text);
    }
  }

  @Test
  void theOldKeyVerifiesUntilItsLastTokenEnds() {
    String before = tokens.issue(USER, SESSION, Optional.empty());
    assertEquals(2, keys.rotate());
    String after = tokens.issue(USER, SESSION, Optional.empty());
    assertNotEquals(kid(before), kid(after));
    assertEquals(List.of(kid(before), kid(after)), published());
    tokens.read(before);
    tokens.read(after);

    keys.keep();
    assertEquals(2, keystore.versions("auth.signing-key").size(), "tokens need both");
    nowMicros += LIFETIME.plusSeconds(1).toMillis() * 1_000;
    assertEquals(List.of(kid(after)), published());
    keys.keep();
    assertEquals(Set.of(2), keystore.versions("auth.signing-key").keySet());
  }

  @Test
  void whoStoleAnOldKeyMakesNoTokenThatOutlivesIt() throws Exception {
    keys.rotate();
    nowMicros += LIFETIME.plusSeconds(1).toMillis() * 1_000;
    JWTClaimsSet claims =
        claims().expirationTime(Date.from(clock.instant().plus(LIFETIME))).build();
    refused(signed(header().build(), claims, new ECDSASigner(key)));
  }

  @Test
  void keysRenewThemselvesByAgeAndComeBackAfterARestart() {
    String first = tokens.issue(USER, SESSION, Optional.empty());
    nowMicros += KEY_LIFETIME.toMillis() * 1_000 - 1;
    keys.keep();
    assertEquals(List.of(kid(first)), published());
    nowMicros += 1;
    keys.keep();
    assertEquals(2, published().size());
    assertEquals(
        keys.versions(), new SigningKeys(keystore, KEY_LIFETIME, LIFETIME, clock).versions());
  }

  @Test
  void aServerBesideThisOneKnowsTheNewKeyAtOnce() {
    SigningKeys beside = new SigningKeys(keystore, KEY_LIFETIME, LIFETIME, clock);
    keys.rotate();
    new AccessTokens(beside, "bourse:here", LIFETIME, clock)
        .read(tokens.issue(USER, SESSION, Optional.empty()));
  }

  private List<String> published() {
    return keys.inUse().stream().map(SigningKeys.Key::id).toList();
  }

  private static String kid(String token) {
    try {
      return SignedJWT.parse(token).getHeader().getKeyID();
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
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
