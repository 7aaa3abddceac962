package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.Keystore;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign access tokens, as versions of one secret in the keystore, each a JWK with the
 * time at which it was made (iat).
 */
final class SigningKeys implements TokenKeys {
  /**
   * One key.
   *
   * @param number counts from 1
   * @param id as tokens name it (kid)
   * @param publicKey to be published
   * @param made to the second
   */
  record Key(
      int number,
      String id,
      ECKey publicKey,
      Instant made,
      JWSSigner signer,
      JWSVerifier verifier) {}

  static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
  private static final String SECRET = "auth.signing-key";

  private final Keystore keystore;
  private final Duration lifetime;
  private final Duration tokenLifetime;
  private final WallClock clock;
  private volatile List<Key> keys = List.of();

  /**
   * @param lifetime after this {@link #keep} makes the next key
   * @param tokenLifetime of the tokens that the keys sign
   */
  SigningKeys(Keystore keystore, Duration lifetime, Duration tokenLifetime, WallClock clock) {
    this.keystore = keystore;
    this.lifetime = lifetime;
    // The time at which a key was made is known to the second.
    this.tokenLifetime = tokenLifetime.plusSeconds(1);
    this.clock = clock;
    load();
    if (keys.isEmpty()) {
      rotate();
    }
  }

  /** A new key, as it is kept in the keystore. */
  static byte[] newKey(Instant now) {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(ALGORITHM)
          .keyID(Ids.uuid7().toString())
          .issueTime(Date.from(now))
          .generate()
          .toJSONString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (JOSEException e) {
      throw new IllegalStateException("This JDK can't make keys on P-256", e);
    }
  }

  /** The one that signs. */
  Key newest() {
    return keys.getLast();
  }

  /**
   * A key that verifies.
   *
   * @param id may be anything that a token says, also null
   */
  Optional<Key> find(String id) {
    return inUse().stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** Those that verify, the oldest first. */
  List<Key> inUse() {
    if (!keystore.versions(SECRET).lastKey().equals(newest().number())) {
      load();
    }
    Instant now = clock.instant();
    List<Key> all = keys;
    List<Key> inUse = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean isNewest = i == all.size() - 1;
      if (isNewest || now.isBefore(all.get(i + 1).made().plus(tokenLifetime))) {
        inUse.add(all.get(i));
      }
    }
    return inUse;
  }

  @Override
  public List<Version> versions() {
    return inUse().stream().map(key -> new Version(key.number(), key.made())).toList();
  }

  @Override
  public synchronized int rotate() {
    int number = keystore.renew(SECRET, newKey(clock.instant()));
    load();
    LOG.info("Key {} signs access tokens from now on", number);
    return number;
  }

  /** Makes the next key when it is time, and deletes those that nothing needs any more. */
  synchronized void keep() {
    if (!clock.instant().isBefore(newest().made().plus(lifetime))) {
      rotate();
    }
    List<Key> inUse = inUse();
    List<Integer> over =
        keys.stream().filter(key -> !inUse.contains(key)).map(Key::number).toList();
    if (!over.isEmpty()) {
      keystore.forget(SECRET, over);
      load();
      LOG.info("Deleted {} keys whose access tokens have all ended", over.size());
    }
  }

  private void load() {
    NavigableMap<Integer, byte[]> versions = keystore.versions(SECRET);
    List<Key> loaded = new ArrayList<>();
    versions.forEach((number, secret) -> loaded.add(key(number, secret)));
    keys = List.copyOf(loaded);
  }

  private static Key key(int number, byte[] secret) {
    try {
      ECKey key = ECKey.parse(new String(secret, StandardCharsets.UTF_8));
      return new Key(
          number,
          key.getKeyID(),
          key.toPublicJWK(),
          key.getIssueTime().toInstant(),
          new ECDSASigner(key),
          new ECDSAVerifier(key.toPublicJWK()));
    } catch (ParseException | JOSEException e) {
      throw new Fault(
          ErrorCode.KEY_MISSING,
          "The key that signs access tokens can't be read; restore the keystore.",
          e);
    }
  }
}
