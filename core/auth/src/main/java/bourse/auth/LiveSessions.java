package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.Caller.Authentication;
import bourse.platform.time.WallClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Authenticates by what is true now: the token's signature is checked once and remembered until the
 * token ends; session, user and roles are read from SQL and believed for at most {@link #BELIEVED},
 * less when this process changes them. Thread safe.
 */
final class LiveSessions implements Authenticator {
  /** How long another process's change may go unnoticed. */
  static final Duration BELIEVED = Duration.ofSeconds(2);

  private static final int MOST_REMEMBERED = 20_000;

  /** A SHA-256 as a key. */
  private record TokenHash(long a, long b, long c, long d) {}

  private record Believed(Optional<Caller> caller, long untilMicros) {}

  private final AccessTokens tokens;
  private final SessionStore sessions;
  private final LiveKeys keys;
  private final StepUp stepUp;
  private final KeyProofs proofs;
  private final WallClock clock;
  private final Map<TokenHash, AccessTokens.Claims> verified = new ConcurrentHashMap<>();
  private final Map<UUID, Believed> believed = new ConcurrentHashMap<>();

  LiveSessions(
      AccessTokens tokens,
      SessionStore sessions,
      LiveKeys keys,
      StepUp stepUp,
      KeyProofs proofs,
      WallClock clock) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.keys = keys;
    this.stepUp = stepUp;
    this.proofs = proofs;
    this.clock = clock;
  }

  @Override
  public Caller authenticate(String accessToken, Optional<KeyProof> proof) {
    AccessTokens.Claims claims = claims(accessToken);
    proofs.check(claims.boundTo(), proof, Optional.of(accessToken));
    Optional<Caller> caller =
        claims.viewer().isPresent()
            ? view(claims.userId(), claims.sessionId(), claims.viewer().get())
            : live(claims.sessionId()).filter(one -> one.userId().equals(claims.userId()));
    return caller.orElseThrow(() ->
        new Fault(
            ErrorCode.NOT_AUTHENTICATED,
            "The session of this access token has ended; log in again."));
  }

  @Override
  public Caller authenticate(SignedRequest request) {
    return keys.authenticate(request);
  }

  @Override
  public Optional<Caller> now(Caller caller) {
    return switch (caller.authentication()) {
      case Authentication.Session(UUID id) -> live(id);
      case Authentication.View(UUID session, UUID viewer) -> view(caller.userId(), session, viewer);
      case Authentication.ApiKey key -> keys.now(key.id());
    };
  }

  /** As long as the viewer's session lives and the viewer may look. */
  private Optional<Caller> view(UUID user, UUID session, UUID viewer) {
    return live(session)
        .filter(one -> one.userId().equals(viewer))
        .filter(one -> one.hasRoleFor(Permission.USERS_VIEW))
        .flatMap(one -> sessions.view(user, session, viewer));
  }

  @Override
  public void requireFresh(Caller caller, Access.Fresh fresh) {
    switch (fresh) {
      case NOTHING -> {}
      case FACTOR -> stepUp.require(caller);
      case SECOND_FACTOR -> stepUp.requireSecondFactor(caller);
    }
  }

  /** The session has changed in this process. */
  void forget(UUID session) {
    believed.remove(session);
  }

  /** Users have changed in this process. */
  void forgetAll() {
    believed.clear();
    keys.forgetAll();
  }

  private AccessTokens.Claims claims(String accessToken) {
    TokenHash hash = hash(accessToken);
    AccessTokens.Claims known = verified.get(hash);
    Instant now = clock.instant();
    if (known == null) {
      known = tokens.read(accessToken);
      makeRoom(verified, claims -> !now.isBefore(claims.expiresAt()));
      verified.put(hash, known);
    }
    if (!now.isBefore(known.expiresAt())) {
      throw AccessTokens.ended();
    }
    return known;
  }

  private Optional<Caller> live(UUID session) {
    long now = clock.micros();
    Believed held = believed.get(session);
    if (held != null && now < held.untilMicros()) {
      return held.caller();
    }
    Optional<Caller> caller = sessions.caller(session);
    makeRoom(believed, entry -> now >= entry.untilMicros());
    believed.put(session, new Believed(caller, now + BELIEVED.toNanos() / 1_000));
    return caller;
  }

  private static <K, V> void makeRoom(Map<K, V> map, Predicate<V> isOver) {
    if (map.size() >= MOST_REMEMBERED) {
      map.values().removeIf(isOver);
    }
    if (map.size() >= MOST_REMEMBERED) {
      map.clear();
    }
  }

  private static TokenHash hash(String token) {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
      return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
