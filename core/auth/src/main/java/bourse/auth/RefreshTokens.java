package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.cache.Cache;
import bourse.platform.time.WallClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Refresh tokens: opaque to clients, kept only as hashes, exchanged at each use.
 *
 * <p>A token is the session's id, 32 random bytes and 16 bytes of HMAC over both, so that only a
 * token that was once given out can count as a reuse. The cache holds per session the hash of the
 * present token and of the one before. Presenting any other once-valid token is a reuse. The one
 * before, within {@link #GRACE} of its exchange, is what a second tab or a repeated request sends:
 * it gets nothing and ends nothing. Who has proved to hold the session's key is the same device,
 * whose answer was lost: it gets the present token once more, which is therefore made from the one
 * before, a key of the server and random bytes that only the cache holds.
 */
final class RefreshTokens {
  /** What became of a token that was presented. */
  sealed interface Exchange {
    /** It was the present one; this is the next. */
    record Exchanged(UUID session, String next) implements Exchange {}

    /** It was exchanged a moment ago. */
    record JustExchanged(UUID session) implements Exchange {}

    /** It was exchanged before. */
    record Reused(UUID session) implements Exchange {}

    /** It was never given out, or its session is forgotten. */
    record Unknown() implements Exchange {}
  }

  static final Duration GRACE = Duration.ofSeconds(10);

  private static final String PREFIX = "auth:refresh:";
  private static final int ID_BYTES = 16;
  private static final int RANDOM_BYTES = 32;
  private static final int MAC_BYTES = 16;
  private static final int TOKEN_BYTES = ID_BYTES + RANDOM_BYTES + MAC_BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Cache cache;
  private final byte[] macKey;
  private final WallClock clock;

  RefreshTokens(Cache cache, byte[] macKey, WallClock clock) {
    this.cache = cache;
    this.macKey = macKey.clone();
    this.clock = clock;
  }

  /** The first token of a session. */
  String first(UUID session, Instant expiresAt) {
    String token = newToken(session, random());
    State state = new State(Sha256.hex(token), "", 0, "");
    cache.put(key(session), state.text(), lifetime(expiresAt));
    return token;
  }

  /** Which session a token was given out for; empty when it never was. */
  Optional<UUID> session(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != TOKEN_BYTES) {
      return Optional.empty();
    }
    byte[] expected = mac(bytes);
    byte[] given = Arrays.copyOfRange(bytes, TOKEN_BYTES - MAC_BYTES, TOKEN_BYTES);
    if (!MessageDigest.isEqual(expected, given)) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
  }

  /**
   * Exchanges a token of {@link #session}. Of several at the same time one succeeds.
   *
   * @param proven whether who presents it has proved to hold the session's key
   */
  Exchange exchange(UUID session, String token, Instant expiresAt, boolean proven) {
    String presented = Sha256.hex(token);
    String salt = Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    String next = newToken(session, derived(salt, token));
    while (true) {
      Optional<String> held = cache.get(key(session));
      if (held.isEmpty()) {
        return new Exchange.Unknown();
      }
      State state = State.of(held.get());
      long now = clock.micros();
      if (!state.present().equals(presented)) {
        boolean justNow =
            state.before().equals(presented)
                && now - state.exchangedAtMicros() < GRACE.toNanos() / 1_000;
        if (!justNow) {
          return new Exchange.Reused(session);
        }
        return proven
            ? new Exchange.Exchanged(session, newToken(session, derived(state.salt(), token)))
            : new Exchange.JustExchanged(session);
      }
      State exchanged = new State(Sha256.hex(next), presented, now, salt);
      if (cache.replace(key(session), held.get(), exchanged.text(), lifetime(expiresAt))) {
        return new Exchange.Exchanged(session, next);
      }
    }
  }

  /** No token of the session works any more. */
  void forget(UUID session) {
    cache.delete(key(session));
  }

  private Duration lifetime(Instant expiresAt) {
    return Duration.between(clock.instant(), expiresAt).plusSeconds(1);
  }

  private static byte[] random() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return random;
  }

  /** As good as random for who does not have the salt and the server's key. */
  private byte[] derived(String salt, String token) {
    return hmac((salt + " " + token).getBytes(StandardCharsets.US_ASCII));
  }

  private String newToken(UUID session, byte[] random) {
    ByteBuffer token = ByteBuffer.allocate(TOKEN_BYTES);
    token.putLong(session.getMostSignificantBits()).putLong(session.getLeastSignificantBits());
    token.put(random).put(mac(token.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  private byte[] mac(byte[] token) {
    return Arrays.copyOf(hmac(Arrays.copyOf(token, ID_BYTES + RANDOM_BYTES)), MAC_BYTES);
  }

  private byte[] hmac(byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(macKey, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  private static String key(UUID session) {
    return PREFIX + session;
  }

  /**
   * What the cache holds of a session.
   *
   * @param salt with which the present token was made from the one before
   */
  private record State(String present, String before, long exchangedAtMicros, String salt) {
    static State of(String text) {
      String[] parts = text.split(" ", -1);
      if (parts.length != 4) {
        throw new Fault(
            ErrorCode.INTERNAL, "The cache holds something else where refresh tokens belong.");
      }
      return new State(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
    }

    String text() {
      return present + " " + before + " " + exchangedAtMicros + " " + salt;
    }
  }
}
